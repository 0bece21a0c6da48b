import type { JSX } from "react";
import { useSelected } from "../../selection/use-selection.tsx";
import { lineMiddle } from "../edges/anchors.ts";
import { LineBar } from "../edges/line-bar.tsx";
import { CanvasMenu } from "../menu/canvas-menu.tsx";
import { SelectionBar } from "../menu/selection-bar.tsx";
import type { Acting } from "./acting.ts";
import { actionsOf, barParts, menuParts, partsOf } from "./actions.ts";

interface Props {
  readonly acting: Omit<Acting, "selected">;
  /** Where a menu is open. */
  readonly menu: { readonly x: number; readonly y: number } | undefined;
  readonly closeMenu: () => void;
  /** Gives the canvas the focus back. */
  readonly focus: () => void;
}

/** What stands over the canvas for what is selected: a bar for several steps, one for a line, and the menu. */
export function Overlays({ acting: some, menu, closeMenu, focus }: Props): JSX.Element {
  const selected = useSelected((state) => state);
  const acting: Acting = { ...some, selected };
  const { wire, nodes } = selected;
  const busy = nodes.length > 1 || wire !== undefined || menu !== undefined;
  const actions = busy ? actionsOf(acting) : [];
  const at = wire === undefined ? undefined : lineMiddle(wire, acting.scene, acting.places, acting.lines);
  return (
    <>
      {nodes.length > 1 && <SelectionBar parts={partsOf(barParts, actions)} />}
      {wire !== undefined && at !== undefined && <LineBar line={wire} at={at} scene={acting.scene} actions={actions} focus={focus} />}
      {menu !== undefined && (
        <CanvasMenu
          at={menu}
          parts={menuParts(acting, actions)}
          close={() => {
            closeMenu();
            focus();
          }}
        />
      )}
    </>
  );
}
