import { Activity, Inbox, type LucideIcon, Workflow } from "lucide-react";
import { useInboxCount } from "../inbox/use-inbox.ts";

/** A place in the rail. A feature with a page of its own adds a line to `places` when the page works. */
export interface Place {
  /** Its name under `nav` in the words. */
  readonly id: "graphs" | "runs" | "inbox" | "prompts" | "evals";
  readonly to: string;
  readonly icon: LucideIcon;
  /** Paths below which it is the current place too. */
  readonly under: readonly string[];
  /** How many things wait there; a hook, as it may change at any time. */
  readonly useCount?: () => number;
}

/** Pages that work, in the order of the rail. */
export const places: readonly Place[] = [
  { id: "graphs", to: "/", icon: Workflow, under: ["/g/"] },
  { id: "runs", to: "/runs", icon: Activity, under: ["/runs/"] },
  { id: "inbox", to: "/inbox", icon: Inbox, under: ["/inbox/"], useCount: useInboxCount },
];
