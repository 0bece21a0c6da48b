import { BatonError, isJsonObject, type Json, type JsonObject, type JsonSchema, remoteToolName, validator } from "@baton/core";
import { type NodeCompiler, unescapeLc } from "@baton/runtime";
import { lowerCall } from "../tool/call.ts";
import type { RemoteConfig } from "./kind.ts";

/** Lowers `remote`: a call as a tool's, journalled always, whose result must be what the document expects. */
export const compileRemote: NodeCompiler<RemoteConfig> = ({ agent, input, output }, context) => {
  const schema = context.schema(output);
  const check = validator(schema);
  const gives = (result: Json): Json => {
    const answer = named(schema, result);
    const checked = check(unescapeLc(answer));
    if (checked.ok) return answer;
    const problems = checked.problems.map(({ path, message }) => `${path === "" ? "the answer" : path}: ${message}`).join("; ");
    throw new BatonError("remote_result_invalid", "tool", `What the agent \`${agent}\` answered does not fit \`output\`: ${problems.replace(/\.$/, "")}.`);
  };
  return lowerCall(context, { tool: remoteToolName(agent), args: input, key: "input", journal: true, gives });
};

/** The parts of another graph's state that a schema names: the rest of it is no answer. */
function named(schema: JsonSchema, result: Json): Json {
  const properties = propertiesOf(schema);
  if (properties === undefined || !isJsonObject(result)) return result;
  return Object.fromEntries(Object.entries(result).filter(([name]) => Object.hasOwn(properties, name)));
}

function propertiesOf(schema: JsonSchema): JsonObject | undefined {
  if (!isJsonObject(schema)) return undefined;
  const { properties, $ref: reference, $defs: defs } = schema;
  if (isJsonObject(properties)) return properties;
  const target = typeof reference === "string" && isJsonObject(defs) ? defs[reference.replace("#/$defs/", "")] : undefined;
  return isJsonObject(target) && isJsonObject(target["properties"]) ? target["properties"] : undefined;
}
