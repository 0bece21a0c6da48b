import type { Json } from "@baton/core";
import type { Host } from "../host/host.ts";
import { remoteFacts } from "../host/remote.ts";
import { type Reply, scriptReplies } from "../model/replies.ts";
import type { Script } from "../model/scripted-schema.ts";
import { withRemotes } from "./connect.ts";
import { asFailure, faultOf } from "./faults.ts";

/** A host whose agents elsewhere are answered for by scripts, the first that knows one: the rules see `input`, which is all that an agent elsewhere sees. */
export function scriptedRemotes(host: Host, scripts: readonly Script[]): Host {
  return withRemotes(host, (name, spec) => {
    const script = scripts.find(({ remotes }) => remotes.has(name)) ?? scripts[0] ?? { file: "scripted.yaml", agents: new Map(), remotes: new Map() };
    const reply = scriptReplies(script, { variables: new Map() }, "remotes");
    return { ...remoteFacts(name, spec), execute: async (input) => answerOf(name, reply({ ...alone, agent: name, inputs: { input } })) };
  });
}

const alone = { state: {}, turn: 0, transcript: [], params: {}, run: {} };

function answerOf(name: string, reply: Reply): Json {
  switch (reply.type) {
    case "error": {
      const fault = faultOf(name, { status: reply.status, text: reply.message });
      throw fault.code === "remote_unreachable" ? fault : asFailure(fault);
    }
    case "output":
      return reply.value;
    case "text":
      return reply.text;
    case "calls":
      return null;
    default:
      return reply satisfies never;
  }
}
