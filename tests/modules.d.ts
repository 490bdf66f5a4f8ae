// The packages that only the tools of `newman/` and `browser/` install, as far as they call them: the check needs neither.
declare module "fast-xml-parser" {
  export class XMLParser {
    constructor(options: {
      ignoreAttributes: boolean;
      attributeNamePrefix: string;
      parseAttributeValue: boolean;
      parseTagValue: boolean;
      isArray(name: string): boolean;
    });
    parse(text: string): any;
  }
}

declare module "playwright-core" {
  export interface Page {
    on(event: "console", listener: (message: { type(): string; text(): string }) => void): void;
    on(event: "pageerror", listener: (error: Error) => void): void;
    on(event: "request", listener: (request: { url(): string }) => void): void;
    goto(url: string): Promise<unknown>;
    title(): Promise<string>;
    textContent(selector: string): Promise<string | null>;
    locator(selector: string): Locator;
    fill(selector: string, text: string): Promise<void>;
    click(selector: string): Promise<void>;
    selectOption(selector: string, value: string): Promise<unknown>;
    keyboard: { press(key: string): Promise<void> };
    evaluate<T>(act: () => T): Promise<T>;
    screenshot(options: { path: string; fullPage?: boolean }): Promise<unknown>;
    emulateMedia(options: { colorScheme?: string; media?: string }): Promise<void>;
    setViewportSize(size: { width: number; height: number }): Promise<void>;
    close(): Promise<void>;
  }

  export interface Frame {
    locator(selector: string): Locator;
  }

  export interface Locator {
    locator(selector: string): Locator;
    getByText(text: string): Locator;
    frameLocator(selector: string): Frame;
    waitFor(): Promise<void>;
    evaluate<T>(act: (element: any) => T): Promise<T>;
    first(): Locator;
    count(): Promise<number>;
    focus(): Promise<void>;
    click(): Promise<void>;
    isVisible(): Promise<boolean>;
    innerText(): Promise<string>;
    textContent(): Promise<string | null>;
    allTextContents(): Promise<string[]>;
    evaluateAll<T>(act: (elements: any[]) => T): Promise<T>;
  }

  export const chromium: {
    launchPersistentContext(
      profile: string,
      options: object,
    ): Promise<{ newPage(): Promise<Page>; close(): Promise<void> }>;
  };
}

// What `report.mjs` asks within the page.
declare const document: {
  body: object;
  activeElement: { tagName: string };
  documentElement: { scrollWidth: number };
  querySelectorAll(selector: string): { length: number };
};
declare const innerWidth: number;
declare const navigator: { clipboard: { readText(): Promise<string> } };
declare function getComputedStyle(element: object): { backgroundColor: string };
