const prefix = "hand_over_to_";

/** Port of a member that hands over: it stands in no document. */
export const HANDED = "handed";

/** Name of the tool by which a member gives its case to a person. */
export const ESCALATE_TOOL = "escalate";

/** Name of the tool by which a member hands over to another. */
export function handoverTool(to: string): string {
  return `${prefix}${to}`;
}

/** Whom a tool hands over to, by its name, whether there is such a tool or not; undefined where it does something else. */
export function handedTo(tool: string): string | undefined {
  return tool.startsWith(prefix) ? tool.slice(prefix.length) : undefined;
}
