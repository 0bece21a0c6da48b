import type { Disturbance } from "../../model-server/server.ts";
import type { DeskOptions } from "./desk.ts";
import { before, bytes, type Completion, end, flood, half, reply, reset, silence, status } from "./misbehave.ts";

/** A fault of a provider, and what comes of it. */
export interface Fault {
  readonly what: string;
  readonly does: Disturbance;
  readonly desk?: Partial<DeskOptions>;
  /** The way out when it happens once: the same model is asked again, the next model is, or this one is told what is wrong. */
  readonly once: "again" | "other" | "told";
  /** How the run fails when it happens every time; `times` it has to, then. */
  readonly always: { readonly code: string; readonly says: RegExp; readonly fix: RegExp; readonly times?: number };
  /** What it is in a stream, where that differs. */
  readonly streamed?: Partial<Pick<Fault, "once" | "always">>;
  /** The pause before the next attempt, in milliseconds. */
  readonly pause?: readonly [least: number, most: number];
}

const said = (code: string, says: RegExp, fix: RegExp, times?: number): Fault["always"] => ({ code, says, fix, ...(times === undefined ? {} : { times }) });

const call = (name: string, args: unknown, id: string | null = "call-1") => ({ id, type: "function", function: { name, arguments: args } });
const calls = (...tool_calls: readonly object[]): Completion => ({ message: { role: "assistant", content: null, tool_calls }, finish: "tool_calls" });
const text = (content: string | null, finish: string | null = "stop"): Completion => ({ message: { role: "assistant", content }, finish });
const good = text('{"words":"never to be believed"}');

const limited = { message: "Slow down.", type: "requests", code: "rate_limit_exceeded" };
const busy = said("model_rate_limited", /too many requests: Slow down/, /second model/);
const down = (code: number): Fault["always"] => said("model_unavailable", new RegExp(`failed with status ${code}`), /second model/);
const unreadable = (why: RegExp): Fault["always"] => said("model_reply_invalid", why, /baseUrl/);
const late = said("model_timeout", /no reply within 1000 ms/, /timeout/);
const lost = said("model_unreachable", /lost the connection/, /baseUrl/);
const brokeOff = said("model_truncated", /broke off/, /between Baton and the server/);
const overflow = said("model_context_overflow", /cannot take that much text/, /Shorten/);
const refused = said("model_refused", /`first` refused to answer/, /another model/);
const wrong = (says: RegExp, fix = /prompt/): Fault["always"] => said("output_invalid", says, fix, 2);
const cut = wrong(/cut off at the length limit/, /maxTokens/);
const impossible = (says: RegExp): Fault["always"] => said("calls_invalid", says, /prompt/, 3);

const full: readonly Fault[] = [
  { what: "429 with Retry-After in seconds", does: status(429, limited, { "retry-after": "7" }), once: "again", always: busy, pause: [7000, 7000] },
  {
    what: "429 with Retry-After as a date",
    does: { type: "raw", serve: (response) => void response.writeHead(429, { "retry-after": new Date(Date.now() + 30_000).toUTCString() }).end("{}") },
    once: "again",
    always: said("model_rate_limited", /too many requests/, /second model/),
    pause: [20_000, 31_000],
  },
  {
    what: "429 with a date that is over",
    does: status(429, limited, { "retry-after": new Date(0).toUTCString() }),
    once: "again",
    always: busy,
    pause: [250, 500],
  },
  { what: "429 without a word about when", does: status(429, limited), once: "again", always: busy, pause: [250, 500] },
  {
    what: "429 with a longer wait than is waited",
    does: status(429, limited, { "retry-after": "3600" }),
    once: "other",
    always: said("model_rate_limited", /a pause of 3600 s, and more than 60 s is not waited/, /second model/),
  },
  {
    what: "429 with a longer wait than the node's timeout",
    does: status(429, limited, { "retry-after": "30" }),
    desk: { timeout: "5s" },
    once: "other",
    always: said("model_rate_limited", /a pause of 30 s, and more than 5 s is not waited/, /second model/),
  },
  {
    what: "429 because the quota is used up",
    does: status(429, { message: "You exceeded your current quota.", code: "insufficient_quota" }),
    once: "other",
    always: said("model_quota", /no quota left/, /quota/),
  },
];

const statuses: readonly Fault[] = [
  ...[500, 504, 529].map((code): Fault => ({ what: `${code}`, does: status(code, { message: "Oh." }), once: "again", always: down(code), pause: [250, 500] })),
  { what: "503 with Retry-After", does: status(503, { message: "Soon." }, { "retry-after": "2" }), once: "again", always: down(503), pause: [2000, 2000] },
  {
    what: "503 with a longer wait than is waited",
    does: status(503, { message: "Later." }, { "retry-after": "120" }),
    once: "other",
    always: said("model_unavailable", /a pause of 120 s/, /second model/),
  },
  {
    what: "502 with a web page",
    does: status(502, "<html><body><h1>Bad Gateway</h1></body></html>", { "content-type": "text/html" }),
    once: "again",
    always: said("model_unavailable", /status 502: it answered with a web page\.$/, /second model/),
  },
  { what: "401", does: status(401, { message: "No such key." }), once: "other", always: said("model_unauthorized", /`first` refused its key/, /apiKey/) },
  {
    what: "403",
    does: status(403, { message: "Not in your region." }),
    once: "other",
    always: said("model_unauthorized", /does not let its key do that \(status 403\): Not in your region/, /the right/),
  },
  {
    what: "404 for the model",
    does: status(404, { message: "The model `large` does not exist.", code: "model_not_found" }),
    once: "other",
    always: said("model_not_found", /`large` does not exist\.$/, /name/),
  },
  {
    what: "400",
    does: status(400, { message: "tools are not supported" }),
    once: "other",
    always: said("model_request_invalid", /tools are not supported/, /can do/),
  },
  {
    what: "400 because the context is too long",
    does: status(400, { message: "This model's maximum context length is 8192 tokens.", code: "context_length_exceeded" }),
    once: "other",
    always: overflow,
  },
  {
    what: "400 because the context is too long, in other words",
    does: status(400, { message: "the request exceeds the available context size", type: "exceed_context_size_error" }),
    once: "other",
    always: overflow,
  },
  { what: "413", does: status(413, "Payload Too Large"), once: "other", always: overflow },
];

const failure = JSON.stringify({ error: { message: "Provider is down.", code: 502 } });
const hurry = JSON.stringify({ error: { message: "Slow down.", type: "rate_limit_error" } });
const inside: readonly Fault[] = [
  { what: "a failure reported inside of a good answer", does: bytes(failure, `data: ${failure}\n\n`), once: "again", always: down(502) },
  { what: "a limit reported inside of a good answer", does: bytes(hurry, `data: ${hurry}\n\n`), once: "again", always: busy },
];

const connections: readonly Fault[] = [
  { what: "no answer at all", does: before(silence), desk: { timeout: "1s" }, once: "again", always: late },
  { what: "no end of the answer", does: half(good, silence), desk: { timeout: "1s" }, once: "again", always: late },
  { what: "a reset before the answer", does: before(reset), once: "again", always: lost },
  { what: "a reset within the answer", does: half(good, reset), once: "again", always: lost },
  { what: "an end within the answer", does: half(good, end), once: "again", always: unreadable(/not JSON/), streamed: { always: brokeOff } },
  { what: "an answer that does not say why it ends", does: reply({ ...good, finish: null }), once: "again", always: brokeOff },
  { what: "an answer that ends in an error", does: reply({ ...good, finish: "error" }), once: "again", always: brokeOff },
];

const rubbish: readonly Fault[] = [
  { what: "a web page", does: bytes("<!doctype html><title>Sign in</title>", undefined, "text/html"), once: "again", always: unreadable(/cannot be read/) },
  { what: "nothing", does: bytes(""), once: "again", always: unreadable(/cannot be read/) },
  { what: "null", does: bytes("null", "data: null\n\n"), once: "again", always: unreadable(/cannot be read/) },
  { what: "half a JSON", does: bytes('{"choices":[', 'data: {"choices":[\n\n'), once: "again", always: unreadable(/not JSON/) },
  { what: "no choices", does: bytes('{"id":"r"}', 'data: {"id":"r"}\n\ndata: [DONE]\n\n'), once: "again", always: unreadable(/cannot be read/) },
  { what: "a choice that is null", does: bytes('{"choices":[null]}', 'data: {"choices":[null]}\n\n'), once: "again", always: unreadable(/cannot be read/) },
  {
    what: "bytes that are no UTF-8",
    does: bytes(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0x20, 0xff, 0x0a, 0x0a])),
    once: "again",
    always: unreadable(/not UTF-8/),
  },
  { what: "a call of nothing", does: reply(calls({ id: "c", type: "function", function: 7 })), once: "again", always: unreadable(/malformed at `tool_calls/) },
  {
    what: "text that is a number",
    does: reply({ message: { role: "assistant", content: 7 }, finish: "stop" }),
    once: "again",
    always: unreadable(/malformed at `content`/),
  },
  {
    what: "50 MB of words",
    does: flood(50, () => undefined),
    once: "other",
    always: said("model_reply_too_large", /does not stop: more than \d MB/, /maxTokens/),
  },
];

const answers: readonly Fault[] = [
  { what: "an empty answer", does: reply(text("")), once: "told", always: wrong(/the answer is empty/) },
  {
    what: "thoughts and no answer",
    does: reply({ message: { role: "assistant", content: null, reasoning_content: "Let me think." }, finish: "stop" }),
    once: "told",
    always: wrong(/the answer is empty/),
  },
  { what: "an answer that does not fit", does: reply(calls(call("answer", '{"words":7}'))), once: "told", always: wrong(/\/words/) },
  { what: "a text in place of the object", does: reply(text("I would rather not.")), once: "told", always: wrong(/not JSON/) },
  { what: "an answer whose arguments are a list", does: reply(calls(call("answer", '["words"]'))), once: "told", always: wrong(/must be a JSON object/) },
  { what: "a text that is cut off", does: reply(text("Booked, although", "length")), desk: { text: true }, once: "told", always: cut },
  { what: "a text that is cut off, said twice", does: reply(text("Booked, although", "lengthlength")), desk: { text: true }, once: "told", always: cut },
  { what: "an object that is whole, and cut off", does: reply({ ...calls(call("answer", '{"words":"Book"}')), finish: "length" }), once: "told", always: cut },
  {
    what: "a refusal",
    does: reply({ message: { role: "assistant", content: null, refusal: "I cannot help with that." }, finish: "stop" }),
    once: "other",
    always: refused,
  },
  { what: "an answer that was filtered", does: reply(text("Booked, al", "content_filter")), desk: { text: true }, once: "other", always: refused },
  ...[
    { what: "a wrong object", does: reply(text('{"words":7}')), once: "told" as const, always: wrong(/\/words/) },
    { what: "an object that is cut off", does: reply(text('{"words":"Book', "length")), once: "told" as const, always: cut },
    {
      what: "a refusal in place of the object",
      does: reply({ message: { role: "assistant", content: null, refusal: "I cannot help with that." }, finish: "stop" }),
      once: "other" as const,
      always: refused,
    },
    { what: "an object that was filtered", does: reply(text('{"words":"Booked, al', "content_filter")), once: "other" as const, always: refused },
  ].map((fault): Fault => ({ ...fault, what: `${fault.what}, of a model that speaks JSON`, desk: { tools: false, structured: "jsonSchema" } })),
];

const toolCalls: readonly Fault[] = [
  {
    what: "arguments that are no JSON",
    does: reply(calls(call("book", '{"order": "A-'))),
    once: "told",
    always: impossible(/`book`: the arguments are not JSON/),
  },
  ...['"{\\"order\\":\\"A-9\\"}"', '["A-9"]', "null", "7"].map((args): Fault => ({
    what: `arguments that are ${args}`,
    does: reply(calls(call("book", args))),
    once: "told",
    always: impossible(/must be a JSON object/),
  })),
  { what: "an unknown tool", does: reply(calls(call("pay", "{}"))), once: "told", always: impossible(/there is no tool `pay`; you have `book`/) },
  { what: "a tool without a name", does: reply(calls(call("", "{}"))), once: "told", always: impossible(/there is no tool ``/) },
  { what: "a call that is cut off", does: reply({ ...calls(call("book", '{"order":"A-9"}')), finish: "length" }), once: "told", always: impossible(/cut off/) },
];

/** Everything that can be wrong with a provider, as far as we know. */
export const faults: readonly Fault[] = [...full, ...statuses, ...inside, ...connections, ...rubbish, ...answers, ...toolCalls];

export { call, calls, text };
