import { BatonError } from "@baton/core";
import type { Facts } from "../gateway/contract.ts";
import { aroundStep } from "../nested/nested.ts";
import { logInPlace, memoriesIn } from "./here.ts";
import { AROUND, lanePlace, type Place, topPlace, written } from "./place.ts";
import type { Machine } from "./steps.ts";
import { Transition } from "./transition.ts";

type Values = Readonly<Record<string, unknown>>;

/** What policies may look at where a thread stands now, for a node's call: `ns` is the namespace of the checkpoints it belongs to, empty at the top. */
export async function factsAt(machine: Machine, node: string, thread: string, ns: string): Promise<Facts> {
  const saver = machine.services.storage.checkpointer;
  const valuesAt = async (checkpoint_ns: string): Promise<Values> =>
    (await saver.getTuple({ configurable: { thread_id: thread, checkpoint_ns } }))?.checkpoint.channel_values ?? {};
  let here = machine;
  let owner = "";
  let values = await valuesAt("");
  let place: Place = topPlace(here.plan, values, { configurable: { thread_id: thread } });
  const passed: string[] = [];
  for (const part of ns.split("|").filter((each) => each !== "")) {
    const [id = ""] = part.split(":");
    passed.push(part);
    values = await valuesAt(passed.join("|"));
    const inner = here.plan.nested.get(id)?.machine;
    if (inner === undefined) {
      const scope = here.plan.scopes.get(id);
      if (scope === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${id}\` starts no branches in this graph.`);
      owner = id;
      place = lanePlace(here.plan, scope, place, values);
    } else {
      const around = aroundStep({ ...factsOf(here, owner, id, place), run: place.run, scope: place.path, visit: 0 });
      here = inner;
      owner = "";
      place = topPlace(here.plan, values, { configurable: { thread_id: thread, [AROUND]: around } });
    }
  }
  const planned = here.plan.nodes.get(node);
  const log = planned === undefined ? [] : logInPlace(here.plan, planned, memoriesIn(values, place.run.id));
  const scope = here.plan.scopes.get(owner);
  return factsOf(here, owner, node, scope === undefined ? place : { ...place, state: written(scope, place.state, log) });
}

function factsOf({ plan, services }: Machine, owner: string, node: string, place: Place): Facts {
  const document = plan.graph.nodes.get(node);
  const scope = plan.scopes.get(owner);
  if (document === undefined || scope === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${node}\` is no node of this graph.`);
  const { evaluate } = new Transition(plan, scope, { ...place, now: services.clock.now() });
  return { node: document, left: place.left, evaluate, ...(place.around === undefined ? {} : { around: place.around }) };
}
