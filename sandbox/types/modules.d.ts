// npm packages without types of their own, as far as our code calls them.
declare module "chai" {
  const chai: import("./packages.d.ts").Chai;
  export = chai;
}

declare module "chai/lib/chai.js" {
  const chai: import("./packages.d.ts").Chai;
  export = chai;
}

declare module "chai/lib/chai/config.js" {
  const config: { useProxy: boolean; proxyExcludedKeys: string[] };
  export = config;
}

declare module "chai/lib/chai/utils/getProperties.js" {
  function getProperties(object: object): string[];
  export = getProperties;
}

declare module "mime" {
  const mime: {
    getExtension(type: string): string | null;
    /** Media type → extension. */
    _extensions: Record<string, string>;
  };
  export = mime;
}
