import type { Finding, KindContext } from "@baton/core";
import type { KindCode } from "../codes.ts";
import type { ParallelConfig } from "./kind.ts";

const finding = (code: KindCode, message: string, path: Finding["path"]): Finding => ({ code, severity: "error", message, path });

/** What only a parallel node can get wrong. */
export function checkParallel(own: ParallelConfig, context: KindContext): readonly Finding[] {
  return [...branching(own, context), ...names(own, context), ...writing(own, context)];
}

function branching(own: ParallelConfig, { id }: KindContext): readonly Finding[] {
  if (own.branches === undefined && own.each === undefined) {
    return [finding("BT260", `\`${id}\` starts no branches: give it \`branches\` by name, or \`each\` with a list.`, [])];
  }
  if (own.branches !== undefined && own.each !== undefined) {
    return [finding("BT260", `\`${id}\` has named branches and one for each item; keep \`branches\` or \`each\`.`, ["each"])];
  }
  if (own.each !== undefined && own.as === undefined) {
    return [finding("BT260", `The branches of \`${id}\` cannot tell their items apart: give the item a name with \`as\`.`, ["each"])];
  }
  return own.branches !== undefined && own.as !== undefined
    ? [finding("BT260", `\`as\` names the item of \`each\`; named branches have none: remove it.`, ["as"])]
    : [];
}

function names(own: ParallelConfig, { id }: KindContext): readonly Finding[] {
  const twice = (own.branches ?? []).flatMap((name, index, all) =>
    all.indexOf(name) < index || name === "failed"
      ? [finding("BT261", `\`${id}\` has no room for a branch \`${name}\`: it has a port of that name already; name it otherwise.`, ["branches", index])]
      : [],
  );
  if (own.as === undefined || !Object.hasOwn(own.local, own.as)) return twice;
  return [...twice, finding("BT262", `The item of \`${id}\` has the name of a local, \`${own.as}\`; name one of the two otherwise.`, ["as"])];
}

/** A branch's port leads into a lane, which has nothing yet that could be written. */
function writing(own: ParallelConfig, { id, node }: KindContext): readonly Finding[] {
  return (own.branches ?? ["each"]).flatMap((port) =>
    node.writes.has(port)
      ? [
          finding("BT265", `\`${id}\` writes where it starts a branch, which nobody would see; put a transform first in the branch \`${port}\`.`, [
            port === "each" ? "writes" : "writesOn",
          ]),
        ]
      : [],
  );
}
