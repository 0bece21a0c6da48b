import { BatonError, type Compiled, type EdgeTarget, type Json } from "@baton/core";
import { Command, END } from "@langchain/langgraph";
import type { Grant } from "../gateway/contract.ts";
import { type Flow, merging } from "./channels.ts";
import { mergeInto } from "./merge.ts";
import type { Plan, PlannedNode } from "./plan.ts";
import type { RunInfo } from "./step.ts";

/** The way from one stop to the next: the values seen and written so far, and where it leads. */
export class Transition {
  readonly plan: Plan;
  readonly run: RunInfo;
  readonly now: number;
  /** Channel values as they will be. */
  readonly state: Record<string, Json>;
  /** Fused nodes passed since steps were last counted, with the port each was left by. */
  passed: readonly { readonly node: PlannedNode; readonly port: string }[] = [];
  #updates: readonly (readonly [string, unknown])[] = [];
  #counts: Readonly<Record<string, number>>;
  #counted = false;
  #goto: string = END;

  constructor(plan: Plan, run: RunInfo, now: number, state: Readonly<Record<string, Json>>, flow: Flow | undefined) {
    this.plan = plan;
    this.run = run;
    this.now = now;
    this.state = { ...state };
    this.#counts = flow?.run === run.id ? flow.counts : {};
  }

  /** A copy to try a fused node on, so that one that throws leaves no trace. */
  copy(): Transition {
    const copy = new Transition(this.plan, this.run, this.now, this.state, { run: this.run.id, counts: this.#counts });
    copy.passed = this.passed;
    copy.#updates = this.#updates;
    copy.#counted = this.#counted;
    return copy;
  }

  readonly evaluate = (compiled: Compiled, extra?: Readonly<Record<string, Json>>): Json =>
    compiled.evaluate(this.plan.values(this.state, this.run, this.now, extra));

  /** Leaves a node by a port: all right sides are evaluated, then all are written. */
  leave(node: PlannedNode, port: string, output: Json | undefined, more: { readonly also?: Readonly<Record<string, Json>>; readonly tally?: number } = {}): void {
    const extra = output === undefined ? undefined : { output };
    const written = (node.writes.get(port) ?? []).map(({ channel, value, proven }) => ({ channel, proven, value: this.evaluate(value, extra) }));
    this.also(node.id, more.also);
    for (const { channel, value, proven } of written) this.#write(node.id, channel, value, proven);
    const key = `${node.id}.${port}`;
    if (this.plan.watchedPorts.has(key)) this.#count(key);
    if (more.tally !== undefined && more.tally !== this.tally(node.id)) this.#set(tallyKey(node.id), more.tally);
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
    const channel = this.plan.graph.channels.get(name);
    if (channel === undefined)
      throw new BatonError("write_unknown", "orchestration", `\`${node}\` writes \`${name}\`, which is no channel; declare it under \`state\`.`);
    const problem = proven ? undefined : this.plan.misfit(name, value);
    if (problem !== undefined) {
      throw new BatonError("write_invalid", "domain", `What \`${node}\` wrote to \`${name}\` does not fit it: ${problem}`, { attribution: { node } });
    }
    this.state[name] = mergeInto(channel.merge, this.state[name], value);
    this.update(name, merging(value));
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

  /** Enters a node of the document; `steps` passed before it are counted when it starts. */
  enter(target: PlannedNode): void {
    if (target.lowered.type === "active") {
      this.update(`${target.id}$`, { op: "enter", run: this.run.id, steps: this.passed.length + 1 });
      this.passed = [];
    }
    this.#goto = target.id;
  }

  /** Goes to a LangGraph node by name: another step of the same document node. */
  goto(name: string): void {
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
    if (this.#counted) update.push(["$flow", { run: this.run.id, counts: this.#counts }]);
    return new Command({ update, goto: this.#goto });
  }
}

/** Where a node's own number stands among the counts: no edge and no port is written so. */
function tallyKey(node: string): string {
  return `${node}#`;
}
