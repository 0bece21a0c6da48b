import { BatonError, type Compiled, type EdgeTarget, isJsonObject, type Json, type JsonObject, plainObject } from "@baton/core";
import { Command, END, type Send } from "@langchain/langgraph";
import type { Grant } from "../gateway/contract.ts";
import { type Flow, type LaneLog, merging } from "./channels.ts";
import { mergeInto } from "./merge.ts";
import type { Plan, PlannedNode } from "./plan.ts";
import type { Scope } from "./scope.ts";
import type { RunError } from "../ports/threads.ts";
import type { LaneResult, Next, RunInfo, Shown } from "./step.ts";

/** Where a transition begins. */
interface At {
  readonly run: RunInfo;
  readonly now: number;
  readonly state: Readonly<Record<string, Json>>;
  readonly flow: Flow | undefined;
  /** What the node wrote before, where it works in its owner's place: its own until the owner takes it. It is in the state already. */
  readonly own?: { readonly node: string; readonly log: LaneLog } | undefined;
}

/** What was given back to the owner of a node. */
export interface Returned {
  readonly owner: string;
  readonly result: LaneResult;
}

/** What comes with leaving a node besides its port and output. */
type Besides = Pick<Extract<Next, { type: "leave" }>, "also" | "adds" | "tally" | "counts">;

/** The way from one stop to the next: the values seen and written so far, and where it leads. */
export class Transition {
  readonly plan: Plan;
  readonly scope: Scope;
  readonly run: RunInfo;
  readonly now: number;
  /** Channel values as they will be. */
  readonly state: Record<string, Json>;
  /** Fused nodes passed since steps were last counted, with the port each was left by. */
  passed: readonly { readonly node: PlannedNode; readonly port: string }[] = [];
  /** What is written to declared channels and locals. */
  #written: (readonly [channel: string, value: Json])[] = [];
  #updates: readonly (readonly [string, unknown])[] = [];
  #counts: Readonly<Record<string, number>>;
  #counted = false;
  #output: Json | undefined;
  readonly #own: At["own"];
  #returned: (Omit<LaneResult, "log"> & { readonly owner: string }) | undefined;
  #goto: string | readonly Send[] = END;

  constructor(plan: Plan, scope: Scope, { run, now, state, flow, own }: At) {
    this.plan = plan;
    this.scope = scope;
    this.run = run;
    this.now = now;
    this.state = { ...state };
    this.#own = own;
    this.#written = [...(own?.log ?? [])];
    this.#counts = flow?.run === run.id ? flow.counts : {};
  }

  /** A copy to try a fused node on, so that one that throws leaves no trace. */
  copy(): Transition {
    const { run, now, state } = this;
    const copy = new Transition(this.plan, this.scope, { run, now, state, flow: { run: run.id, counts: this.#counts }, own: this.#own });
    copy.passed = this.passed;
    copy.#written = [...this.#written];
    copy.#updates = this.#updates;
    copy.#counted = this.#counted;
    copy.#output = this.#output;
    return copy;
  }

  /** Goes on from here as another node, in the same superstep: what was told to nodes so far goes along. */
  as(at: Omit<At, "run" | "now" | "flow">): Transition {
    const { run, now } = this;
    const next = new Transition(this.plan, this.scope, { ...at, run, now, flow: { run: run.id, counts: this.#counts } });
    next.#updates = this.#updates;
    next.#counted = this.#counted;
    return next;
  }

  readonly evaluate = (compiled: Compiled, extra?: Readonly<Record<string, Json>>): Json =>
    compiled.evaluate(this.plan.values(this.state, this.run, this.now, extra));

  /** Leaves a node by a port: all right sides are evaluated, then all are written. */
  leave(node: PlannedNode, port: string, output: Json | undefined, more: Besides = {}): void {
    const extra = output === undefined && more.adds === undefined ? undefined : { ...more.adds, ...(output === undefined ? {} : { output }) };
    this.#output = output;
    const written = (node.writes.get(port) ?? []).map(({ channel, value, proven }) => ({ channel, proven, value: this.evaluate(value, extra) }));
    this.also(node.id, more.also);
    for (const { channel, value, proven } of written) this.#write(node.id, channel, value, proven);
    const key = `${node.id}.${port}`;
    if (this.plan.watchedPorts.has(key)) this.#count(key);
    for (const [inner, count] of Object.entries(more.counts ?? {})) this.#set(inner, (this.#counts[inner] ?? 0) + count);
    if (more.tally !== undefined && more.tally !== this.tally(node.id)) this.#set(tallyKey(node.id), more.tally);
  }

  /** What was written to declared channels and locals, in order. */
  get log(): LaneLog {
    return this.#written;
  }

  /** Counters as they are now. */
  get counts(): Readonly<Record<string, number>> {
    return this.#counts;
  }

  /** The number that a node kept when it was last left. */
  tally(node: string): number {
    return this.#counts[tallyKey(node)] ?? 0;
  }

  /** Writes that come besides a port's: an agent tool's own. */
  also(node: string, values: Readonly<Record<string, Json>> = {}): void {
    for (const [channel, value] of Object.entries(values)) this.#write(node, channel, value, false);
  }

  #write(node: string, name: string, value: Json, proven: boolean): void {
    const channel = this.scope.channels.get(name);
    if (channel === undefined)
      throw new BatonError("write_unknown", "orchestration", `\`${node}\` writes \`${name}\`, which is no channel; declare it under \`state\`.`);
    const problem = proven ? undefined : this.scope.misfit(name, value);
    if (problem !== undefined) {
      throw new BatonError("write_invalid", "domain", `What \`${node}\` wrote to \`${name}\` does not fit it: ${problem}`, { attribution: { node } });
    }
    this.state[name] = mergeInto(channel.merge, this.state[name], value);
    this.#written.push([name, value]);
  }

  /** What a node that owns others tells: results that count, its plan, what it remembers. A plan in a lane is the lane's own. */
  show(node: string, { gather, plan, keep }: Shown): void {
    if (gather !== undefined) this.gather(node, gather, new Set(["task"]));
    if (plan !== undefined && this.scope.owner === "") this.update("$plans", { [node]: plan });
    if (keep !== undefined && this.scope.owner === "") this.update("$kept", { [node]: keep });
  }

  /** Writes what lanes wrote, in their order; what they had for themselves is over. */
  gather(node: string, results: readonly LaneResult[], locals: ReadonlySet<string>): void {
    for (const { from } of this.plan.edges.values()) {
      const key = `${from.node}.${from.port}`;
      if (from.node === node && from.port !== "failed" && this.plan.watchedPorts.has(key)) this.#count(key);
    }
    for (const { end, log, counts } of results) {
      for (const [key, count] of Object.entries(counts)) this.#set(key, (this.#counts[key] ?? 0) + count);
      // What a failed branch wrote does not count, as with a task that failed.
      if (end.status === "done") for (const [channel, value] of log) if (!locals.has(channel)) this.#write(node, channel, value, true);
    }
  }

  #count(key: string): void {
    this.#set(key, (this.#counts[key] ?? 0) + 1);
  }

  #set(key: string, count: number): void {
    this.#counts = { ...this.#counts, [key]: count };
    this.#counted = true;
  }

  /** Takes the edge of a port and gives where it leads; undefined where no edge stands. */
  take(node: string, port: string): EdgeTarget | undefined {
    const edge = this.plan.edges.get(`${node}.${port}`);
    if (edge?.max === undefined) return edge?.to;
    if ((this.#counts[edge.id] ?? 0) >= edge.max) return edge.otherwise;
    this.#count(edge.id);
    return edge.to;
  }

  /** Ends the run in an outcome. */
  end(outcome: string): void {
    this.update("$outcome", outcome);
    this.#goto = END;
  }

  /** Ends a lane at its join, with what it gives there. */
  close(): void {
    const collect = this.plan.collects.get(this.scope.owner);
    this.update("$ended", { status: "done", ...(collect === undefined ? {} : { value: this.evaluate(collect) }) });
    this.#goto = END;
  }

  /** Returns to the owner, with what was given last; by another port than one of success its task has failed. */
  return({ id, owned }: PlannedNode, port: string): void {
    const done: LaneResult["end"] = { status: "done", port, ...(this.#output === undefined ? {} : { value: this.#output }) };
    const end = owned?.succeeds?.has(port) === false ? { status: "failed" as const, error: gaveUp(id, port, this.#output) } : done;
    if (owned?.inPlace === true) this.#giveBack(owned.owner, id, end);
    else {
      this.update("$ended", end);
      this.#goto = END;
    }
  }

  /** Returns to the owner in whose place the node works, which failed. */
  giveUp(owner: string, node: string, error: RunError): void {
    this.#written = [];
    this.#giveBack(owner, node, { status: "failed", error });
  }

  #giveBack(owner: string, branch: string, end: LaneResult["end"]): void {
    this.#returned = { owner, branch, index: 0, end, counts: {} };
    this.#goto = owner;
  }

  /** What was given back; undefined where this leads elsewhere. */
  get returned(): Returned | undefined {
    if (this.#returned === undefined) return undefined;
    const { owner, ...result } = this.#returned;
    return { owner, result: { ...result, log: this.#written } };
  }

  /** Enters a node of the document; `steps` passed before it are counted when it starts. What is entered once at most and told nothing needs no note of it. */
  enter(target: PlannedNode, notes?: JsonObject): void {
    if (target.lowered.type === "active") {
      const { id: run, led } = this.run;
      const steps = this.passed.length + 1;
      const noted = steps > 1 || notes !== undefined || led !== undefined || !this.plan.once.has(target.id);
      if (noted) this.update(`${target.id}$`, { op: "enter", run, steps, ...(led === undefined ? {} : { led }), ...(notes === undefined ? {} : { notes }) });
      this.passed = [];
    }
    this.#goto = target.id;
  }

  /** Goes to a LangGraph node by name: another step of the same document node. */
  goto(name: string | readonly Send[]): void {
    this.#goto = name;
  }

  update(channel: string, value: unknown): void {
    this.#updates = [...this.#updates, [channel, value]];
  }

  grant(node: string, grant: Grant): void {
    this.update(`${node}$`, { op: "grant", run: this.run.id, grant });
  }

  command(): Command {
    const update = this.#updates.map(([channel, value]): [string, unknown] => [channel, value]);
    // A lane's writes are its own until it comes to its join, and those of an owned node until its owner takes them.
    const { returned } = this;
    const own = this.#own;
    if (returned !== undefined) update.push([`${returned.owner}$`, { op: "go", run: this.run.id, notes: returnedNotes(returned) }]);
    else if (own !== undefined) {
      if (this.#written.length > own.log.length) update.push([`${own.node}$`, { op: "go", run: this.run.id, log: this.#written }]);
    } else if (this.scope.owner === "") for (const [channel, value] of this.#written) update.push([channel, merging(value)]);
    else if (this.#written.length > 0) update.push(["$log", this.#written]);
    if (this.#counted) update.push(["$flow", { run: this.run.id, counts: this.#counts }]);
    return new Command({ update, goto: typeof this.#goto === "string" ? this.#goto : [...this.#goto] });
  }
}

/** Why a worker's task failed that was left by a port which is no success, such as `escalated`. */
function gaveUp(node: string, port: string, output: Json | undefined): RunError {
  const reason = output !== undefined && isJsonObject(output) ? output["reason"] : undefined;
  const why = typeof reason === "string" && reason !== "" ? reason : `it was left by \`${port}\`.`;
  return { code: "worker_gave_up", layer: "orchestration", message: `\`${node}\` gave up: ${why}`, node };
}

/** Where a node's own number stands among the counts: no edge and no port is written so. */
function tallyKey(node: string): string {
  return `${node}#`;
}

/** How an owner finds in its notes what was given back. */
export function returnedNotes({ result: { branch, index, end, log, counts } }: Returned): JsonObject {
  return { returned: plainObject({ branch, index, end, log, counts }) };
}
