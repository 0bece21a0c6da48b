import type { Json, JsonObject } from "@baton/core";
import type { BatonEvent } from "@baton/runtime";
import { type Example, exampleFrom } from "./example.ts";
import type { Reply } from "./supervised.ts";

/** What a test's desk has; everything has a default but its members' replies. */
export interface DeskParts {
  /** Who hands over to whom; the first begins. */
  readonly handoffs?: Readonly<Record<string, readonly string[]>>;
  /** Config of the node `desk` besides. */
  readonly desk?: string;
  /** Config of members besides, by member. */
  readonly members?: Readonly<Record<string, string>>;
  readonly replies: Readonly<Record<string, readonly Reply[]>>;
  readonly policies?: readonly string[];
  readonly limits?: string;
  readonly edges?: readonly string[];
  readonly nodes?: Readonly<Record<string, string>>;
}

const anything = { type: "object", properties: { of: true }, required: ["of"], additionalProperties: false };
const tool = { description: "Works.", trust: "trusted", args: anything, result: true };
const host = {
  roles: ["lead"],
  models: {},
  tools: { look: { ...tool, effect: "read" }, note: { ...tool, effect: "write", idempotent: true }, pay: { ...tool, effect: "sensitive", idempotent: true } },
};
const takes = "takes: { type: object, properties: { line: { type: integer } }, required: [line] }";

/** A graph around one desk, for tests: a conversation, `order` and `secret` come in; `reply`, `notes` and `problem` come out. */
export function deskOf(parts: DeskParts): Example {
  const {
    handoffs = { ann: ["bob"], bob: ["ann", "cid"], cid: ["bob"] },
    desk = "passes: [order]",
    members = {},
    policies = [],
    limits,
    nodes = {},
    edges,
  } = parts;
  const names = [...new Set([...Object.keys(handoffs), ...Object.values(handoffs).flat()])];
  const own = [
    `desk: { kind: handoff, entry: ${names[0] ?? ""}, handoffs: ${JSON.stringify(handoffs)}, messages: { channel: conversation, last: 3 }, ${desk}, writes: { reply: output, conversation: assistant(output) }, writesOn: { escalated: { problem: "[output.agent, output.reason]" }, failed: { problem: "[output.code, output.message]" } } }`,
    ...names.map((name) => `${name}: { kind: agent, does: Be ${name}., prompt: prompts/member.md, ${members[name] ?? ""} }`),
    ...Object.entries(nodes).map(([name, node]) => `${name}: ${node}`),
  ];
  const wires = edges ?? ["start -> desk", "desk -> end.done", "desk.escalated -> end.person", "desk.failed -> end.broken"];
  const list = (lines: readonly string[], indent: string): string => lines.map((line) => `${indent}${line}\n`).join("");
  const graph = `
baton: 1
id: desk
goal: Answer the customer.
state:
  conversation: { merge: messages, keep: thread, trust: untrusted }
  order: { schema: string, default: order 7 }
  secret: { schema: string, default: Nobody may know. }
  notes: { schema: list(string), merge: append }
  reply: string
  problem: list(string)
input: [conversation, order, secret]
outcomes: { done: [reply?, notes], person: [problem, notes], broken: [problem, notes] }
${limits === undefined ? "" : `limits: ${limits}`}
policies:
${list(
  policies.map((each) => `- ${each}`),
  "  ",
)}  - { node: "*", tool: [look, note], then: allow }
nodes:
${list(own, "  ")}edges:
${list(
  wires.map((each) => `- ${each}`),
  "  ",
)}`;
  const prompt = "---\nid: member\nkind: role\ninputs: []\n---\nBe kind.\n";
  return exampleFrom(graph, host, { "prompts/member.md": prompt, "scripted.yaml": JSON.stringify({ agents: parts.replies }) });
}

/** What a member takes in the tests of typed input. */
export const takesLine = takes;

/** What a customer says. */
export const says = (content: string): JsonObject => ({ conversation: [{ id: content, role: "user", content }] });

/** A reply that hands over. */
export const handTo = (to: string, args: JsonObject = { reason: "'It is yours.'" }, when?: string): Reply => ({
  ...(when === undefined ? {} : { when }),
  calls: [{ tool: `hand_over_to_${to}`, args }],
});

/** A reply that calls tools. */
export const calling = (...calls: readonly (readonly [tool: string, of: Json])[]): Reply => ({
  when: "turn == 0",
  calls: calls.map(([name, of]) => ({ tool: name, args: { of: JSON.stringify(of) } })),
});

/** Who had the case, what was handed over, and how nodes were left, in few words. */
export function deskStory(events: readonly BatonEvent[]): readonly string[] {
  return events.flatMap((event): readonly string[] => {
    switch (event.type) {
      case "node.done":
        return [`${event.node}.${event.port}`];
      case "node.failed":
        return [`${event.node} ${event.error.code}`];
      case "handoff.made":
        return [`${event.from} -> ${event.to}: ${event.reason}`];
      case "handoff.refused":
        return [`${event.from} -| ${event.to}`];
      case "brief.sent":
        return [`brief ${event.to}`];
      case "escalated":
        return [`escalated ${event.worker ?? ""}`];
      case "supervisor.decided":
        return [`decided ${event.choice}${event.worker === undefined ? "" : ` ${event.worker}`}`];
      case "model.called":
        return [`asked ${event.agent}`];
      default:
        return [];
    }
  });
}
