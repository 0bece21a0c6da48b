import { CornerDownRight } from "lucide-react";
import { type JSX, type KeyboardEvent, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useScene, useShown } from "../canvas/scene/use-scene.ts";
import { stateText } from "../canvas/state-text.ts";
import { Tile } from "../elements/tile.tsx";
import { useNodeRun } from "../run-state/use-run-state.tsx";
import { StateIcon } from "../run/panel/state-icon.tsx";
import { useSelected, useSelection } from "../selection/use-selection.tsx";
import css from "./outline.module.css";
import { outlineOf } from "./outline-tree.ts";

/** The canvas as a tree of text: the same nodes, wires and relations, for reading and for keys. */
export function Outline(): JSX.Element {
  const { t } = useTranslation("graph");
  const scene = useScene(useShown());
  const items = useMemo(() => outlineOf(scene), [scene]);
  const selection = useSelection();
  const selected = useSelected((state) => state.nodes.at(-1));
  const tree = useRef<HTMLUListElement>(null);
  if (items.length === 0) return <p className={css["none"]}>{t("outline.none")}</p>;
  const stop = Math.max(
    0,
    items.findIndex((item) => item.id === selected && !item.again),
  );
  const go = (index: number): void => {
    const item = items[index];
    if (item === undefined) return;
    selection.reveal(item.id);
    tree.current?.querySelectorAll<HTMLElement>("[role=treeitem]")[index]?.focus();
  };
  const keys = (event: KeyboardEvent, index: number): void => {
    const step = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    go(step);
  };
  return (
    <ul className={css["tree"]} role="tree" aria-label={t("outline.label")} ref={tree}>
      {items.map((item, index) => (
        <li
          key={item.key}
          role="treeitem"
          aria-level={item.level}
          aria-selected={item.id === selected}
          tabIndex={index === stop ? 0 : -1}
          className={css["item"]}
          style={{ paddingLeft: 8 + Math.min(item.level - 1, 6) * 12 }}
          data-again={item.again}
          onClick={() => go(index)}
          onKeyDown={(event) => keys(event, index)}
        >
          {item.again ? <CornerDownRight size={13} aria-hidden /> : <Tile appearance={item.card?.node.appearance} size={17} />}
          <span className={css["name"]}>
            {item.again ? t("outline.loops", { target: item.card?.node.title ?? item.id }) : (item.card?.node.title ?? item.id)}
          </span>
          {item.by !== undefined && item.by !== "done" && <small>{item.by}</small>}
          {!item.again && <RunMark node={item.id} />}
        </li>
      ))}
    </ul>
  );
}

/** How the run that is shown stands at a node. */
function RunMark({ node }: { readonly node: string }): JSX.Element | undefined {
  const { t } = useTranslation("canvas");
  const run = useNodeRun(node);
  if (run === undefined) return undefined;
  const text = stateText(t, run);
  return (
    <span className={css["state"]} title={text}>
      <StateIcon state={run.state} size={13} />
      <span className="sr">{text}</span>
    </span>
  );
}
