import { useReactFlow } from "@xyflow/react";
import { type RefObject, useCallback, useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { useServePalette } from "../../palette/palette-target.ts";
import type { PaletteItem } from "../../palette/items.ts";
import { type ConnectFrom, ConnectingContext, type Connecting } from "./connecting.ts";
import type { QuickChoice } from "./quick-choices.ts";
import type { AddPlace } from "./use-add.ts";
import type { Connect } from "./use-connect.ts";
import type { Pointing } from "./use-pointing.ts";

/** A quick-add that is open. */
export interface Quick {
  /** From the canvas's upper left corner. */
  readonly at: { readonly x: number; readonly y: number };
  readonly place: AddPlace;
  /** What waits to be led somewhere. */
  readonly from: ConnectFrom | undefined;
  readonly targets: readonly string[];
  readonly label: string;
}

interface Context {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly connect: Connect;
  readonly add: (item: PaletteItem, place: AddPlace) => void;
  readonly beside: (node: string | undefined) => AddPlace | undefined;
  readonly active: string | undefined;
  readonly pointing: Pick<Pointing, "at" | "forget">;
  /** Gives the canvas the focus back. */
  readonly focus: () => void;
}

interface QuickAdding {
  readonly quick: Quick | undefined;
  /** At a point of the page. */
  openAt(x: number, y: number): void;
  /** By keys: after the selected node, else where the pointer is, else in the middle. */
  openBeside(): void;
  /** Where what is added goes: after the selected node, else where the pointer is, else in the middle. */
  here(): AddPlace;
  /** To put something into a wire, or in a node's place. */
  openFor(place: AddPlace): void;
  choose(choice: QuickChoice): void;
  close(): void;
}

/** Adding where the pointer or the selection is; the palette's clicks go the same way. */
export function useQuickAdd({ box, connect, add, beside, active, pointing, focus }: Context): QuickAdding {
  const { t } = useTranslation("canvas");
  const flow = useReactFlow();
  const connecting = useContext(ConnectingContext);
  const [quick, setQuick] = useState<Quick>();
  const fromCorner = useCallback(
    (x: number, y: number) => {
      const corner = box.current?.getBoundingClientRect();
      return { x: x - (corner?.left ?? 0), y: y - (corner?.top ?? 0) };
    },
    [box],
  );
  const middle = useCallback(() => {
    const corner = box.current?.getBoundingClientRect();
    return { x: (corner?.left ?? 0) + (corner?.width ?? 0) / 2 - 90, y: (corner?.top ?? 0) + (corner?.height ?? 0) / 3 };
  }, [box]);
  const openAt = useCallback(
    (x: number, y: number) => {
      const from = connecting.getState().connecting;
      const at = flow.screenToFlowPosition({ x, y });
      setQuick({ at: fromCorner(x, y), place: { at: { x: at.x, y: at.y - 23 }, ...drawnTo(from?.from) }, ...waiting(from), label: t("quickAdd.label") });
    },
    [flow, connecting, fromCorner, t],
  );
  const openBeside = useCallback(() => {
    const place = beside(active);
    const from = connecting.getState().connecting;
    const spot = pointing.at();
    pointing.forget();
    if (place === undefined && spot !== undefined) {
      openAt(spot.x, spot.y);
      return;
    }
    const at = place?.at ?? flow.screenToFlowPosition(middle());
    const point = place === undefined ? middle() : flow.flowToScreenPosition(at);
    setQuick({
      at: fromCorner(point.x, point.y),
      place: from === undefined ? (place ?? { at }) : { at, ...drawnTo(from.from) },
      ...waiting(from),
      label: t("quickAdd.label"),
    });
  }, [beside, active, connecting, pointing, openAt, flow, middle, fromCorner, t]);
  const openFor = useCallback(
    (place: AddPlace) => {
      const point = flow.flowToScreenPosition(place.at);
      setQuick({
        at: fromCorner(point.x, point.y),
        place,
        ...waiting(undefined),
        label: t(place.replaces === undefined ? "quickAdd.label" : "quickAdd.replace"),
      });
    },
    [flow, fromCorner, t],
  );
  const here = useCallback((): AddPlace => {
    const { x, y } = pointing.at() ?? middle();
    const at = flow.screenToFlowPosition({ x, y });
    return beside(active) ?? { at: { x: at.x, y: at.y - 23 } };
  }, [beside, active, pointing, flow, middle]);
  useServePalette(
    useCallback(
      (item) => {
        add(item, here());
        focus();
      },
      [add, here, focus],
    ),
  );
  const close = (): void => {
    connect.end();
    setQuick(undefined);
    focus();
  };
  const choose = (choice: QuickChoice): void => {
    if (quick === undefined) return;
    if (choice.type === "item") add(choice.item, quick.place);
    else if (choice.type === "node") connect.finish({ type: "node", node: choice.node });
    else connect.finish({ type: "outcome", outcome: choice.outcome });
    close();
  };
  return { quick, openAt, openBeside, here, openFor, choose, close };
}

const nowhere: readonly string[] = [];

function waiting(connecting: Connecting | undefined): Pick<Quick, "from" | "targets"> {
  return connecting === undefined ? { from: undefined, targets: nowhere } : { from: connecting.from, targets: connecting.open };
}

/** What a node that is added at the end of a drawn line is put between. */
function drawnTo(from: ConnectFrom | undefined): Omit<AddPlace, "at"> {
  switch (from?.type) {
    case "wire":
      return { after: from };
    case "into":
      return { before: from };
    case "owner":
      return { under: from.node };
    case "member":
    case undefined:
      return {};
    default:
      return from satisfies never;
  }
}
