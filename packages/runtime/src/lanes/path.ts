import type { Lane, Step } from "../compile/step.ts";

/** The path of a lane that a step opens: `screen.1[3]`, after the lanes around it. */
export function pathOf({ scope, node, visit }: Pick<Step, "scope" | "node" | "visit">, lane: string): string {
  return `${scope === "" ? "" : `${scope}/`}${node.id}.${visit}[${lane}]`;
}

/** The ports left where a lane begins: the one that its branch starts at is one of them. */
export function leftIn({ left, node }: Pick<Step, "left" | "node">, { branch, index, item }: Lane): ReadonlySet<string> {
  const first = index === 0 || item !== undefined;
  return new Set([...left, `${node.id}.${branch}`, ...(first ? [node.id] : [])]);
}
