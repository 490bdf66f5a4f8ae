// What a response's body is: media type, character set, the name a file of it would have.

const FORMATS = [
  [/\bjson\b|\+json$/, "text", "json"],
  [/\bxml\b|\+xml$/, "text", "xml"],
  [/\bhtml\b/, "text", "html"],
  [/\b(?:javascript|ecmascript)\b/, "text", "script"],
  [/\bcss\b/, "text", "stylesheet"],
  [/^text\//, "text", "plain"],
  [/^image\//, "image", undefined],
  [/^audio\//, "audio", undefined],
  [/^video\//, "video", undefined],
  [/\/pdf$/, "embed", "pdf"],
  [/\/(?:zip|gzip|x-tar)$/, "unknown", "raw"],
];

const EXTENSIONS = {
  "application/json": "json",
  "application/xml": "xml",
  "text/xml": "xml",
  "text/html": "html",
  "text/plain": "txt",
  "text/css": "css",
  "text/csv": "csv",
  "application/javascript": "js",
  "text/javascript": "js",
  "application/pdf": "pdf",
  "application/zip": "zip",
  "application/octet-stream": "bin",
  "image/png": "png",
  "image/jpeg": "jpeg",
  "image/gif": "gif",
  "image/svg+xml": "svg",
};

function charsetOf(parameters) {
  const match = /charset=\s*"?([^\s";]+)/i.exec(parameters);
  return match ? match[1].toLowerCase().replace(/^utf-8$/, "utf8") : "utf8";
}

function fileNameOf(disposition) {
  const encoded = /;[ \t]*filename\*[ \t]*=[ \t]*[^']+'[^']*'([^;\s]+)/i.exec(disposition);
  if (encoded) {
    try {
      return decodeURIComponent(encoded[1]);
    } catch {
      // A broken escape: the plain name, if there is one, must do.
    }
  }
  const plain = /;[ \t]*filename[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|[^;\s]+)/i.exec(disposition);
  return plain?.[1].startsWith('"') ? plain[1].slice(1, -1).replace(/\\(.)/g, "$1") : plain?.[1];
}

export function contentInfo(response) {
  const header = response.headers.get("Content-Type") || "text/plain";
  const semicolon = header.indexOf(";");
  const contentType = (semicolon < 0 ? header : header.slice(0, semicolon)).trim().toLowerCase();
  const [, mimeType, format] = FORMATS.find(([pattern]) => pattern.test(contentType)) ?? [undefined, "unknown", "raw"];
  const fileExtension = EXTENSIONS[contentType] ?? "";
  const fileName = fileNameOf(response.headers.get("Content-Disposition") ?? "") || `response${fileExtension && `.${fileExtension}`}`;
  return {
    contentType,
    mimeType,
    mimeFormat: format ?? contentType.slice(contentType.indexOf("/") + 1),
    charset: charsetOf(semicolon < 0 ? "" : header.slice(semicolon)),
    ...(fileExtension && { fileExtension }),
    fileName,
  };
}
