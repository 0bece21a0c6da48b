import { Check, CircleDashed, CircleHelp, Hand, LoaderCircle, type LucideIcon, Minus, OctagonPause, X } from "lucide-react";
import type { JSX } from "react";
import type { NodeRun } from "../../run-state/run-state.ts";
import css from "./panel.module.css";

const icons: Readonly<Record<NodeRun["state"], LucideIcon>> = {
  queued: CircleDashed,
  running: LoaderCircle,
  waiting: Hand,
  done: Check,
  failed: X,
  skipped: Minus,
  unknown: CircleHelp,
  stopped: OctagonPause,
};

/** A state's own icon in its own colour. */
export function StateIcon({ state, size = 14 }: { readonly state: NodeRun["state"]; readonly size?: number }): JSX.Element {
  const Icon = icons[state];
  return <Icon className={css["icon"]} data-state={state} size={size} aria-hidden />;
}
