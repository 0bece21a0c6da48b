import { examples } from "../server/serve.ts";

/** An agent answers in a conversation, and its answer is sent once somebody has read it. */
const mail = `
baton: 1
id: mail
goal: Answer a letter.
state: { messages: { merge: messages, keep: thread }, draft: string, receipt: object, refused: string }
input: [messages]
outcomes: { sent: [receipt], refused: [refused?] }
policies:
  - { node: send, tool: send, then: approve, by: editor, expires: 3d }
nodes:
  write: { kind: agent, role: task, prompt: prompts/write.md, messages: messages, writes: { draft: output, messages: assistant(output) } }
  read: { kind: review, approves: send, shows: [draft], decisions: [approve, edit, reject], writesOn: { rejected: { refused: output.message } } }
  send: { kind: tool, tool: send, args: { text: draft }, writes: { receipt: output } }
edges: [start -> write, write -> read, read.approved -> send, read.rejected -> end.refused, read.expired -> end.refused, send -> end.sent]
`;
/** The examples, and `mail`: a document that converses and asks. */
export const conversation: Readonly<Record<string, string>> = {
  ...examples,
  "mail/graph.yaml": mail,
  "mail/prompts/write.md": "Answer the letter.\n",
  "mail/scripted.yaml": 'agents:\n  write:\n    - text: "Thank you, we shall see."\n',
};
