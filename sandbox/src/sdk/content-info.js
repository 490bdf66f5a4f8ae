// What a response's body is: media type, character set, the name a file of it would have.
import { load } from "../require.js";

/** @import { Response } from "./response.js" */

const HEX = /%([0-9A-Fa-f]{2})/g;
const PLAIN_NAME =
  /;[ \t]*filename[ \t]*=[ \t]*("(?:[ !#-[\]-~\x80-\xff]|\\[ -~])*"|[\w!#$%&'*+.^`|~-]+)/;
const ENCODED_NAME =
  /;[ \t]*filename\*[ \t]*=[ \t]*([\w!#$%&+^`{}~-]+)'.*'((?:%[0-9A-Fa-f]{2}|[\w!#$&+.^`|~-])+)/;

/**
 * How a name in each character set becomes text; in any other it is not read.
 * @type {Record<string, (bytes: string) => string>}
 */
const DECODERS = {
  "iso-8859-1": (bytes) => bytes.replace(/[^\x20-\x7e\xa0-\xff]/g, "?"),
  "utf-8": (bytes) => Buffer.from(bytes, "binary").toString(),
};

/** @param {string} disposition */
function encodedName(disposition) {
  const [, charset, name] = ENCODED_NAME.exec(disposition) ?? [];
  if (!name || !Object.hasOwn(DECODERS, charset)) return undefined;
  return DECODERS[charset](
    name.replace(HEX, (_, digits) => String.fromCharCode(parseInt(digits, 16))),
  );
}

/** @param {string} disposition */
function plainName(disposition) {
  const name = PLAIN_NAME.exec(disposition)?.[1];
  return name?.startsWith('"') ? name.slice(1, -1).replace(/\\([ -~])/g, "$1") : name;
}

/**
 * Returns {contentType, mimeType, mimeFormat, charset, extension}; a body without a media type is looked at.
 * @param {string | undefined} contentType
 * @param {unknown} body
 */
function mediaOf(contentType, body) {
  const detected = contentType ? undefined : load("file-type")(body);
  const media = load("mime-format").lookup(contentType || detected?.mime || "text/plain");
  return {
    contentType: media.source,
    mimeType: media.type,
    mimeFormat: media.format,
    charset: media.charset || "utf8",
    fileExtension: detected?.ext || load("mime").getExtension(media.source) || "",
  };
}

/** @param {Response} response */
export function contentInfo(response) {
  const disposition = response.headers.get("Content-Disposition");
  const media = mediaOf(response.headers.get("Content-Type"), response.stream || response.body);
  const own = disposition && (encodedName(disposition) || plainName(disposition));
  /** @type {Partial<ReturnType<typeof mediaOf> & {fileName: string}> & Record<string, string>} */
  const info = {
    ...media,
    fileName: own || `response${media.fileExtension && `.${media.fileExtension}`}`,
  };
  for (const name of Object.keys(info)) if (!info[name]) delete info[name];
  return info;
}
