import { OversizedReply, UnreadableReply } from "./reply-fault.ts";

const MB = 1024 * 1024;

/** Most bytes of a reply that comes whole; the longest that models write today is under one. */
const WHOLE_BYTES = 8 * MB;

/** Most bytes of a streamed reply: every word of it comes in some hundred bytes of its own, which are not kept. */
const STREAM_BYTES = 64 * MB;

/** Most characters of the explanation of a refused request that are looked at. */
const EXPLANATION = 64 * 1024;

/**
 * `fetch` for model servers: reading stops where a reply grows beyond all measure or is no UTF-8. Servers and proxies quote the key they
 * refuse, and what they say is kept with the run, so the key is taken out of it.
 */
export function guardedFetch(key: string | undefined): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const { body, status, statusText, headers } = response;
    if (body === null) return response;
    if (!response.ok) {
      const said = await beginningOf(body, EXPLANATION);
      return new Response(key === undefined ? said : said.replaceAll(key, "***"), { status, statusText, headers });
    }
    const most = headers.get("content-type")?.includes("event-stream") === true ? STREAM_BYTES : WHOLE_BYTES;
    return new Response(body.pipeThrough(measure(most)), { status, statusText, headers });
  };
}

/** Lets bytes through as they are, as long as there are not too many and they are text. */
function measure(most: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const read = (decode: () => string): void => {
    try {
      decode();
    } catch (cause) {
      throw new UnreadableReply("it is not UTF-8", cause);
    }
  };
  let bytes = 0;
  return new TransformStream({
    transform(piece, controller) {
      bytes += piece.byteLength;
      if (bytes > most) throw new OversizedReply(most);
      read(() => decoder.decode(piece, { stream: true }));
      controller.enqueue(piece);
    },
    flush() {
      read(() => decoder.decode());
    },
  });
}

async function beginningOf(body: ReadableStream<Uint8Array<ArrayBuffer>>, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of body) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > most) break; // leaving the loop ends the connection
  }
  return text.slice(0, most);
}
