import type { ASTNode } from "@marcbachmann/cel-js";
import { parseCel } from "../expression/parse.ts";
import type { Json } from "../json.ts";

const nothing: ReadonlySet<string> = new Set();

/** Channels that are certainly written once `condition` came out as `truth`, by its `has(state.x)` parts. */
export function provenBy(condition: Json, truth: boolean): ReadonlySet<string> {
  if (typeof condition !== "string" || !condition.includes("has") || condition.includes("{{")) return nothing;
  const parsed = parseCel(condition);
  return parsed.ok ? proven(parsed.node, truth) : nothing; // one that does not parse is reported where it is compiled
}

function proven(node: ASTNode, truth: boolean): ReadonlySet<string> {
  switch (node.op) {
    case "!_":
      return proven(node.args, !truth);
    case "&&":
    case "||": {
      const [left, right] = [proven(node.args[0], truth), proven(node.args[1], truth)];
      if ((node.op === "&&") === truth) return new Set([...left, ...right]);
      return new Set([...left].filter((name) => right.has(name)));
    }
    case "call": {
      const tested = node.args[0] === "has" && truth ? node.args[1][0] : undefined;
      if (tested?.op !== "." || tested.args[0].op !== "id" || tested.args[0].args !== "state") return nothing;
      return new Set([tested.args[1]]);
    }
    default:
      return nothing;
  }
}
