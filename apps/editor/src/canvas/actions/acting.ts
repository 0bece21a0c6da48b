import type { TFunction } from "i18next";
import type { LucideIcon } from "lucide-react";
import type { GraphDocumentStore } from "../../document/document.ts";
import type { Places } from "../../document/commands/places.ts";
import type { MakeChange } from "../../document/use-change.ts";
import type { Selection, SelectionState } from "../../selection/selection.ts";
import type { Lines } from "../edges/lines.ts";
import type { AddPlace } from "../gestures/use-add.ts";
import type { Scene } from "../scene/scene.ts";
import type { MoreActions } from "./more.ts";

/** Everything that may be done to what is selected: menus, the bar over the canvas and keys offer the same. */
export interface Action {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon;
  /** Keys as an event says them: `x`, `mod+d`, `Shift+Delete`; the first is shown. */
  readonly keys?: readonly string[];
  /** False where it means nothing now. */
  readonly may: boolean;
  run(): void;
}

/** What actions act on, and with. */
export interface Acting {
  readonly t: TFunction<"canvas">;
  readonly document: GraphDocumentStore;
  readonly change: MakeChange;
  readonly selection: Selection;
  /** What is selected now. */
  readonly selected: SelectionState;
  readonly scene: Scene;
  readonly places: Places;
  readonly lines: Lines;
  readonly clipboard: Clipboard;
  readonly more: MoreActions;
  /** Opens the quick-add for a place. */
  openFor(place: AddPlace): void;
  openBeside(): void;
  beside(node: string | undefined): AddPlace | undefined;
  tidy(only?: readonly string[]): void;
  fit(): void;
  /** Adds a note, and begins to write it. */
  addNote(): void;
  /** Begins to write in a note, a group's title, or what is said of a wire. */
  edit(id: string): void;
  /** Opens another graph. */
  openGraph(id: string): void;
}

/** The clipboard, as actions use it. */
export interface Clipboard {
  copy(): void;
  cut(): void;
  paste(): void;
  duplicate(): void;
}
