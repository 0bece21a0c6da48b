import { z } from "zod";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problemsOf } from "./issues.ts";
import { parseSource } from "./source.ts";

const coordinate = z.number().min(-1e6).max(1e6);
const size = z.number().min(1).max(1e5);

/** What a group's frame may be coloured with. */
export const groupColours = ["grey", "violet", "azure", "ochre", "plum"] as const;

/** `layout.json`: where things stand on the canvas. Nothing in it changes a run, and no hash covers it. */
export const layoutSchema = z.strictObject({
  $schema: z.string().optional(),
  layout: z.literal(1).default(1).describe("Version of this file's format."),
  nodes: z
    .record(
      z.string(),
      z.strictObject({
        x: coordinate,
        y: coordinate,
        width: size.optional(),
        height: size.optional(),
        collapsed: z.boolean().optional(),
        locked: z.boolean().optional().describe("It stays where it is: neither a drag nor a tidying moves it."),
      }),
    )
    .default({})
    .describe("Position and size of nodes, by id; a node that is not here is placed by the editor."),
  groups: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        title: z.string().max(200),
        nodes: z.array(z.string()),
        colour: z.enum(groupColours).optional(),
        collapsed: z.boolean().optional().describe("Drawn as one card."),
      }),
    )
    .optional()
    .describe("Nodes that are drawn in a frame with a title, each in one group at most."),
  notes: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        x: coordinate,
        y: coordinate,
        width: size,
        height: size,
        text: z.string().max(10_000),
        colour: z.string().max(40).optional(),
      }),
    )
    .default([])
    .describe("Floating notes."),
  viewport: z
    .strictObject({ x: coordinate, y: coordinate, zoom: z.number().min(0.01).max(10) })
    .optional()
    .describe("What part of the canvas is shown."),
});
export type Layout = z.infer<typeof layoutSchema>;

/** Reads `layout.json`; a layout that cannot be used is reported and replaced by an empty one, as no run depends on it. */
export function readLayout(text: string | undefined, file = "layout.json"): { readonly layout: Layout; readonly diagnostics: readonly Diagnostic[] } {
  const source = parseSource(file, text ?? "{}");
  const data = source.data ?? {};
  const parsed = layoutSchema.safeParse(data);
  if (parsed.success && source.problems.length === 0) return { layout: parsed.data, diagnostics: [] };
  const found = problemsOf(parsed.error?.issues ?? [], data, [], Object.keys(layoutSchema.shape)).map(({ code, message, path, part }): Diagnostic => ({
    code,
    severity: "warning",
    message,
    at: source.locate(path, part),
  }));
  return { layout: layoutSchema.parse({}), diagnostics: [...source.problems, ...found] };
}
