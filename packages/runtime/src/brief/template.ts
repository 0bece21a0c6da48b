import {
  BatonError,
  compileTemplate,
  createBundler,
  type Graph,
  type JsonObject,
  type JsonSchema,
  MESSAGES_SCHEMA,
  onlyVariables,
  type Prompt,
} from "@baton/core";
import { z } from "zod";
import { unescapeArgs } from "../gateway/ingress.ts";
import { type Brief, briefSchema } from "./brief.ts";

const { properties } = z
  .object({ properties: z.record(z.string(), z.record(z.string(), z.json())) })
  .parse(z.toJSONSchema(briefSchema, { unrepresentable: "any" }));

/** What a brief's template may take as inputs. */
export const briefKeys: readonly string[] = Object.keys(properties);

/**
 * Compiles a prompt file of kind `handoff` that says a brief in a designer's own words; its inputs are keys of the brief.
 * @throws BatonError `graph_invalid` where it takes something else, or an expression in it is wrong.
 */
export function briefTemplate(prompt: Prompt, graph: Pick<Graph, "channels">): (brief: Brief) => string {
  const invalid = (problem: string): BatonError => new BatonError("graph_invalid", "orchestration", `${prompt.file} cannot render a brief: ${problem}`);
  const unknown = prompt.inputs.find(({ name }) => !briefKeys.includes(name));
  if (unknown !== undefined) throw invalid(`a brief has no \`${unknown.name}\`; it has ${briefKeys.map((key) => `\`${key}\``).join(", ")}.`);
  const variables = new Map<string, JsonSchema>([...Object.entries(properties), ["state", sliceSchema(graph)]]);
  const compiled = compileTemplate(
    prompt.template,
    onlyVariables(
      { variables },
      prompt.inputs.map(({ name }) => name),
    ),
  );
  const [problem] = compiled.problems;
  if (problem !== undefined) throw invalid(problem.message);
  return (brief) => {
    const text = compiled.evaluate(unescapeArgs(valuesOf(brief)));
    return typeof text === "string" ? text : JSON.stringify(text);
  };
}

/** Any channel may be passed or not written yet, so all are optional: `has(state.order)`. */
function sliceSchema({ channels }: Pick<Graph, "channels">): JsonSchema {
  const bundler = createBundler();
  const own = [...channels].map(([name, { schema, merge }]): [string, JsonSchema] => {
    const type = merge === "messages" ? MESSAGES_SCHEMA : schema;
    return [name, bundler.inline(type, type)];
  });
  const defs = bundler.defs();
  return { type: "object", properties: Object.fromEntries(own), additionalProperties: false, ...(defs === undefined ? {} : { $defs: defs }) };
}

function valuesOf(brief: Brief): JsonObject {
  return { ...brief, history: brief.history.map((each) => ({ ...each })), previous: brief.previous.map((each) => ({ ...each })) };
}
