import { ownedKeys } from "@baton/core";
import { briefTemplate, constrainingOf, constraintsOf, deskSteps, type NodeCompiler, type SupervisedWorker } from "@baton/runtime";
import { missingFile } from "../prompt-binding.ts";
import { type HandoffConfig, membersOf } from "./kind.ts";

/** Lowers `handoff`: a step that only says who works next; the members work in its place, and hand over by tools. */
export const compileHandoff: NodeCompiler<HandoffConfig> = (config, context) => {
  const { graph, services } = context;
  const words = config.brief === undefined ? undefined : briefTemplate(graph.prompts.get(config.brief) ?? missingFile(context.node.id, config.brief), graph);
  const members = new Map(
    [...membersOf(config).keys()].map((id): [string, SupervisedWorker] => {
      const node = context.peer(id);
      const { does = node.title, takes, success, escalateWhen } = ownedKeys(node);
      const kind = context.kind.kindOf(id);
      const tools = (kind?.kind.tools(node.config, kind.context) ?? []).flatMap(({ tool }) => services.host.tools.get(tool) ?? []);
      const constraints = constraintsOf({ node, tools }, constrainingOf(graph, services.host));
      const own = {
        id,
        does,
        takes: takes === undefined ? undefined : context.schema(takes),
        passes: config.passes,
        messages: config.messages,
        success,
        escalateWhen,
        constraints,
      };
      return [id, words === undefined ? own : { ...own, words }];
    }),
  );
  return {
    type: "active",
    scratch: true,
    ...deskSteps({
      entry: config.entry,
      members,
      handoffs: new Map(Object.entries(config.handoffs)),
      transfers: config.transfers,
      instruction: "Go on with the conversation: answer, or hand over to the colleague whose case it is.",
    }),
  };
};
