import { useNavigate, useSearch } from "@tanstack/react-router";
import { useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { useClipboard } from "../clipboard/use-clipboard.ts";
import type { Places } from "../document/commands/places.ts";
import { useChange } from "../document/use-change.ts";
import { useDocument } from "../document/use-document.tsx";
import { useSelection } from "../selection/use-selection.tsx";
import type { Acting } from "./actions/acting.ts";
import { MoreActionsContext } from "./actions/more.ts";
import { EditingContext } from "./editing.ts";
import type { Lines } from "./edges/lines.ts";
import type { AddPlace } from "./gestures/use-add.ts";
import { noteId } from "./scene/fold.ts";
import type { Scene } from "./scene/scene.ts";

interface Context {
  readonly scene: Scene;
  readonly places: Places | undefined;
  readonly lines: Lines;
  readonly clipboard: ReturnType<typeof useClipboard>;
  readonly openFor: (place: AddPlace) => void;
  readonly openBeside: () => void;
  readonly beside: (node: string | undefined) => AddPlace | undefined;
  readonly tidy: (only?: readonly string[]) => void;
  readonly fit: () => void;
  /** Adds a note and gives its id. */
  readonly addNote: () => string;
}

const nowhere: Places = new Map();

/** What actions act on and with, but for what is selected. */
export function useActing({ scene, places = nowhere, lines, clipboard, openFor, openBeside, beside, tidy, fit, addNote }: Context): Omit<Acting, "selected"> {
  const { t } = useTranslation("canvas");
  const document = useDocument();
  const change = useChange();
  const selection = useSelection();
  const editing = useContext(EditingContext);
  const more = useContext(MoreActionsContext);
  const navigate = useNavigate();
  const { via } = useSearch({ strict: false });
  return useMemo(() => {
    const edit = (id: string): void => editing.setState({ id });
    return {
      t,
      document,
      change,
      selection,
      scene,
      places,
      lines,
      clipboard,
      more,
      openFor,
      openBeside,
      beside,
      tidy,
      fit,
      edit,
      addNote: () => {
        const id = noteId(addNote());
        selection.select([], [id]);
        edit(id);
      },
      openGraph: (graph) => {
        const above = [...(via === undefined ? [] : [via]), document.store.getState().id].join(",");
        void navigate({ to: "/g/$graph", params: { graph }, search: { via: above } });
      },
    };
  }, [t, document, change, selection, scene, places, lines, clipboard, more, openFor, openBeside, beside, tidy, fit, addNote, editing, navigate, via]);
}
