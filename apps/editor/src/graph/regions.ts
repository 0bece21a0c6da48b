import { type ComponentType, lazy } from "react";
import { ExportMenu } from "../export/export-menu.tsx";
import { FindButton } from "../find/find-button.tsx";
import { HistoryTab, InputTab, OutputTab } from "../inspector/run/run-tabs.tsx";
import { Outline } from "../outline/outline.tsx";
import { Palette } from "../palette/palette.tsx";
import { CheckStatus } from "../problems/check-status.tsx";
import { ProblemCount } from "../problems/problem-count.tsx";
import { Problems } from "../problems/problems.tsx";
import { RunBar } from "../run/run-bar.tsx";
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
  readonly id: "config" | "input" | "output" | "history" | "docs";
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
export const inspectorTabs: readonly InspectorTab[] = [
  { id: "config", panel: lazy(() => import("../inspector/config/node-config.tsx").then(({ NodeConfig }) => ({ default: NodeConfig }))) },
  { id: "input", panel: InputTab },
  { id: "output", panel: OutputTab },
  { id: "history", panel: HistoryTab },
  { id: "docs", panel: lazy(() => import("../inspector/docs/docs-tab.tsx").then(({ DocsTab }) => ({ default: DocsTab }))) },
];
export const dockTabs: readonly RegionTab<"problems" | "state" | "run" | "timeline">[] = [
  { id: "run", panel: lazy(() => import("../run/panel/run-panel.tsx").then(({ RunPanel }) => ({ default: RunPanel }))) },
  {
    id: "timeline",
    panel: lazy(() => import("../timeline/timeline.tsx").then(({ Timeline }) => ({ default: Timeline }))),
    status: lazy(() => import("../timeline/timeline.tsx").then(({ TimelineStatus }) => ({ default: TimelineStatus }))),
  },
  { id: "problems", panel: Problems, badge: ProblemCount, status: CheckStatus },
  { id: "state", panel: StateTable, status: StateStatus },
];
/** What stands at the right of the top bar: run buttons and the like. */
export const topBarActions: readonly { readonly id: string; readonly view: ComponentType }[] = [
  { id: "chat", view: ChatLink },
  { id: "find", view: FindButton },
  { id: "export", view: ExportMenu },
  { id: "run", view: RunBar },
];
