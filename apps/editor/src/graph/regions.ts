import { type ComponentType, lazy } from "react";
import { ExportMenu } from "../export/export-menu.tsx";
import { FindButton } from "../find/find-button.tsx";
import { InspectorConfig } from "../inspector/inspector-config.tsx";
import { Outline } from "../outline/outline.tsx";
import { Palette } from "../palette/palette.tsx";
import { CheckStatus } from "../problems/check-status.tsx";
import { ProblemCount } from "../problems/problem-count.tsx";
import { Problems } from "../problems/problems.tsx";
import { StatePanel } from "../state/state-panel.tsx";
import { StateStatus } from "../state/state-status.tsx";
import { StateTable } from "../state/state-table.tsx";
import { ChatLink } from "../chat/chat-link.tsx";
import type { graphWords } from "./words.ts";

/** A tab of a region: its name under the region in the words, what it shows, and what stands beside its name. */
export interface RegionTab<Id extends string> {
  readonly id: Id;
  readonly panel: ComponentType;
  readonly badge?: ComponentType;
  /** What stands at the end of the row of tabs while it is open. */
  readonly status?: ComponentType;
}

/** A tab of the inspector, which shows one node. */
export interface InspectorTab {
  readonly id: "config" | "docs";
  readonly panel: ComponentType<{ readonly node: string }>;
}

/** Ways to look at a graph, in the order of the switch; each fills the page's middle. `canvas` is part of the page itself. */
export type Mode = keyof Omit<(typeof graphWords)["modes"], "label">;

/** One of these ways: what fills the middle instead of the canvas, or what stands beside it. */
interface PageMode {
  readonly id: Mode;
  readonly view?: ComponentType;
  readonly beside?: ComponentType;
}

/*
 * Where features join the page: one line each, with a component from the feature's own folder (`lazy` where it brings much).
 */
export const modes: readonly PageMode[] = [
  { id: "canvas" },
  { id: "split", beside: lazy(() => import("../text/pane/beside.tsx").then(({ TextBeside }) => ({ default: TextBeside }))) },
  { id: "yaml", view: lazy(() => import("../text/pane/text-pane.tsx").then(({ TextPane }) => ({ default: TextPane }))) },
];
export const drawerTabs: readonly RegionTab<"add" | "outline" | "state">[] = [
  { id: "add", panel: Palette },
  { id: "outline", panel: Outline },
  { id: "state", panel: StatePanel },
];
export const inspectorTabs: readonly InspectorTab[] = [{ id: "config", panel: InspectorConfig }];
export const dockTabs: readonly RegionTab<"problems" | "state">[] = [
  { id: "problems", panel: Problems, badge: ProblemCount, status: CheckStatus },
  { id: "state", panel: StateTable, status: StateStatus },
];
/** What stands at the right of the top bar: run buttons and the like. */
export const topBarActions: readonly { readonly id: string; readonly view: ComponentType }[] = [{ id: "chat", view: ChatLink }, { id: "find", view: FindButton }, { id: "export", view: ExportMenu }];
