import { apply, create, type Patches } from "mutative";
import type { Files } from "./files.ts";

/** One gesture: how to do it again, and how to take it back. */
export interface Step {
  readonly label: string;
  /** Steps with the same key that follow each other closely are one: letters typed, a slider dragged. */
  readonly key: string | undefined;
  readonly at: number;
  readonly patches: Patches;
  readonly inverse: Patches;
}

export interface History {
  readonly undo: readonly Step[];
  readonly redo: readonly Step[];
}

export const emptyHistory: History = { undo: [], redo: [] };

const most = 500;
/** Milliseconds between two steps of one key that still are one gesture. */
const together = 2_000;

interface Gesture {
  readonly label: string;
  readonly key?: string | undefined;
  readonly at: number;
}

/** Notes a gesture that made `to` of `from`; what was taken back before it is gone. */
export function record(history: History, from: Files, to: Files, { label, key, at }: Gesture): History {
  const [, patches, inverse] = create(
    from,
    (draft: Record<string, string>) => {
      for (const path of Object.keys(from)) if (!Object.hasOwn(to, path)) delete draft[path];
      for (const [path, text] of Object.entries(to)) if (draft[path] !== text) draft[path] = text;
    },
    { enablePatches: true },
  );
  if (patches.length === 0) return history;
  const last = history.undo.at(-1);
  const joins = key !== undefined && last?.key === key && at - last.at < together && history.redo.length === 0;
  const step: Step = joins
    ? { ...last, at, patches: [...last.patches, ...patches], inverse: [...inverse, ...last.inverse] }
    : { label, key, at, patches, inverse };
  return { undo: [...(joins ? history.undo.slice(0, -1) : history.undo), step].slice(-most), redo: [] };
}

/** Takes the last step back; undefined where there is none. */
export function undone(history: History, files: Files): { readonly history: History; readonly files: Files; readonly label: string } | undefined {
  const step = history.undo.at(-1);
  if (step === undefined) return undefined;
  return { history: { undo: history.undo.slice(0, -1), redo: [...history.redo, step] }, files: apply(files, step.inverse), label: step.label };
}

/** Does the step that was taken back last again; undefined where there is none. */
export function redone(history: History, files: Files): { readonly history: History; readonly files: Files; readonly label: string } | undefined {
  const step = history.redo.at(-1);
  if (step === undefined) return undefined;
  return { history: { undo: [...history.undo, step], redo: history.redo.slice(0, -1) }, files: apply(files, step.patches), label: step.label };
}
