import { BatonError, isJsonObject, type Json, type JsonObject } from "@baton/core";
import { addressed, type Approval, type Decisions, type ServedGraph, type Thread } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";
import { type Identity, may } from "../identity.ts";
import type { Work } from "../worker/request.ts";
import type { RunCommand, RunCreate } from "./schema.ts";

type Needed = Pick<ServerDeps, "storage" | "catalogue">;

/** What a run is to do, and the decisions that are taken with it. */
export interface Order {
  readonly work: Work;
  readonly answers: readonly { readonly approval: Approval; readonly decisions: Decisions }[];
}

/** What a request orders, checked as far as can be told before it runs. */
export async function orderOf(deps: Needed, identity: Identity, thread: Thread | undefined, served: ServedGraph, payload: RunCreate): Promise<Order> {
  const { command } = payload;
  if (command != null && thread !== undefined && served.governed && command.resume !== undefined && !steers(command)) {
    const known = await deps.storage.approvals.list({ thread: thread.id });
    return { work: { type: "continue" }, answers: await addressed(deps.storage.approvals, thread.id, answersOf(command.resume, known)) };
  }
  const work = workOf(identity, thread, served, payload);
  // Against the version that the thread goes on with, whatever is served by now.
  if (work.type === "steer" && thread !== undefined && thread.graphHash !== "") {
    (await deps.catalogue.load(thread.graphHash)).graph.fromOutside(work.values, work.goto);
  }
  return { work, answers: [] };
}

function workOf(identity: Identity, thread: Thread | undefined, served: ServedGraph, payload: RunCreate): Work {
  const { command, input } = payload;
  if (command !== undefined && command !== null) {
    if (thread === undefined)
      throw new BatonError("request_invalid", "domain", "A command needs a thread to go to.", { fix: "Name the thread, or send an input." });
    return served.governed ? steering(identity, thread, command) : codeCommand(command);
  }
  if (input === undefined || input === null) {
    if (thread !== undefined && thread.graph !== "") return { type: "continue" };
    throw new BatonError("input_invalid", "domain", "A run needs an input where its thread has nothing to go on with.", { fix: "Send `input`." });
  }
  if (served.governed) served.graph.checkInput(input);
  return { type: "input", input, supersede: false };
}

/** Clients that send a Command whole send what it does not do as an empty list. */
function steers({ update, goto }: RunCommand): boolean {
  return (update != null && Object.keys(update).length > 0) || targetsOf(goto).length > 0;
}

/** An operator's hand on a document. @throws BatonError `steer_forbidden`. */
function steering(identity: Identity, thread: Thread, command: RunCommand): Work {
  const { update, goto } = command;
  if (!steers(command)) throw new BatonError("request_invalid", "domain", "A command needs `resume`, `update` or `goto`.");
  if (command.resume !== undefined) {
    throw new BatonError("request_invalid", "domain", "A command for a document either answers or steers: steering voids what is to be answered.", {
      fix: "Send `resume` alone, or leave it out.",
    });
  }
  if (!may(identity, "operator")) {
    throw new BatonError(
      "steer_forbidden",
      "orchestration",
      `${identity.id} may not send thread ${thread.id} elsewhere or write its channels: only an operator may.`,
      {
        fix: "Ask somebody who has the permission `operator`.",
      },
    );
  }
  const values = update == null ? {} : Array.isArray(update) ? Object.fromEntries(update) : update;
  return { type: "steer", values, goto: targetsOf(goto).map(nodeOf) };
}

/** @throws BatonError `goto_invalid` for what brings an input of its own: a document's node reads its thread's channels. */
function nodeOf(to: ReturnType<typeof targetsOf>[number]): string {
  if (typeof to === "string") return to;
  if (to.input === undefined || to.input === null) return to.node;
  throw new BatonError("goto_invalid", "human", `\`${to.node}\` of a document cannot be given an input of its own: it reads the thread's channels.`, {
    fix: "Write them with `update`.",
  });
}

/** Decisions by interrupt where the keys are ids of the thread's, else for the only one that is open. */
function answersOf(resume: Json, known: readonly Approval[]): { readonly answers?: Readonly<Record<string, Decisions>>; readonly decisions?: Decisions } {
  if (typeof resume !== "object" || resume === null) return { decisions: [{ type: "respond", value: resume }] };
  if (!isJsonObject(resume)) return { decisions: { decisions: resume } };
  const ids = new Set(known.flatMap(({ id, interrupt }) => [id, interrupt]));
  const keys = Object.keys(resume);
  if (keys.length === 0 || !keys.every((key) => ids.has(key) || /^[0-9a-f]{32}$/.test(key))) return { decisions: resume };
  return { answers: Object.fromEntries(keys.map((key) => [key, decisionsOf(resume[key] ?? null)])) };
}

function decisionsOf(answer: Json): Decisions {
  if (typeof answer !== "object" || answer === null) return [{ type: "respond", value: answer }];
  return isJsonObject(answer) ? answer : { decisions: answer };
}

function codeCommand({ resume, update, goto }: RunCommand): Work {
  const targets = targetsOf(goto).map((to) => (typeof to === "string" ? to : { node: to.node, input: to.input ?? null }));
  return {
    type: "command",
    ...(resume === undefined ? {} : { resume }),
    ...(update === undefined || update === null ? {} : { update }),
    ...(targets.length === 0 ? {} : { goto: targets }),
  };
}

function targetsOf(goto: RunCommand["goto"]) {
  return goto === undefined || goto === null ? [] : Array.isArray(goto) ? goto : [goto];
}

/** Settings of an assistant, with those of the run over them. */
export function mergedConfig(assistant: JsonObject, run: JsonObject): JsonObject {
  const inner = (config: JsonObject): JsonObject => {
    const { configurable } = config;
    return configurable !== undefined && isJsonObject(configurable) ? configurable : {};
  };
  const configurable = { ...inner(assistant), ...inner(run) };
  return { ...assistant, ...run, ...(Object.keys(configurable).length === 0 ? {} : { configurable }) };
}
