const readAll = async (stream) => {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
};
const bytes = async (stream) =>
  Buffer.concat((await readAll(stream)).map((chunk) => Buffer.from(chunk)));
const tell = async (name, act) =>
  console.log(
    name,
    await act().catch((error) => `${error.name}: ${error.message} (${error.code})`),
  );

await tell("a stream", () =>
  readAll(
    new ReadableStream({
      start(it) {
        it.enqueue("a");
        it.enqueue("b");
        it.close();
      },
    }),
  ),
);
await tell("transformed", () =>
  readAll(
    ReadableStream.from([1, 2]).pipeThrough(
      new TransformStream({
        transform(it, to) {
          to.enqueue(it * 2);
        },
      }),
    ),
  ),
);
await tell("written", async () => {
  const written = [];
  await ReadableStream.from([1, 2]).pipeTo(
    new WritableStream({
      write: (chunk) => {
        written.push(chunk);
      },
    }),
  );
  return written;
});
await tell("bytes asked for", async () => {
  const reader = new Blob(["abc"]).stream().getReader({ mode: "byob" });
  // @ts-expect-error: there are bytes.
  return [...(await reader.read(new Uint8Array(2))).value];
});
await tell("strategies", async () => [
  new CountQueuingStrategy({ highWaterMark: 5 }).highWaterMark,
  new ByteLengthQueuingStrategy({ highWaterMark: 1 }).size(new Uint8Array(4)),
]);
await tell("characters in two pieces", async () => {
  const encoder = new TextEncoderStream();
  const writer = encoder.writable.getWriter();
  for (const piece of ["h\ud83d", "\ude00"]) writer.write(piece);
  writer.close();
  return readAll(encoder.readable.pipeThrough(new TextDecoderStream())).then((list) =>
    list.join(""),
  );
});
for (const format of ["gzip", "deflate", "deflate-raw"]) {
  await tell(format, async () => {
    const small = await bytes(
      new Blob(["hello ".repeat(1000)]).stream().pipeThrough(new CompressionStream(format)),
    );
    const back = await bytes(
      new Blob([small]).stream().pipeThrough(new DecompressionStream(format)),
    );
    return [small.length < 100, back.length];
  });
}
await tell("no format", async () => new CompressionStream("zip"));
await tell("no gzip", () =>
  bytes(new Blob(["nothing of the kind"]).stream().pipeThrough(new DecompressionStream("gzip"))),
);
//> log 'a stream', [ 'a', 'b' ]
//> log 'transformed', [ 2, 4 ]
//> log 'written', [ 1, 2 ]
//> log 'bytes asked for', [ 97, 98 ]
//> log 'strategies', [ 5, 4 ]
//> log 'characters in two pieces', 'h😀'
//> log 'gzip', [ true, 6000 ]
//> log 'deflate', [ true, 6000 ]
//> log 'deflate-raw', [ true, 6000 ]
//> log 'no format', "TypeError: The argument 'format' is invalid. Received 'zip' (ERR_INVALID_ARG_VALUE)"
//> log 'no gzip', 'Error: incorrect header check (Z_DATA_ERROR)'
