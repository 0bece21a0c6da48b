import type { JSX } from "react";
import { useSelection } from "../selection/use-selection.tsx";
import css from "./state.module.css";

interface Props {
  readonly label?: string;
  readonly nodes: readonly string[];
  /** What stands before the nodes: `input`, `outcome`. */
  readonly also: string | undefined;
}

/** Nodes by name; each brings its own into sight. */
export function NodeLinks({ label, nodes, also }: Props): JSX.Element | undefined {
  const selection = useSelection();
  if (nodes.length === 0 && also === undefined) return undefined;
  return (
    <p className={css["links"]}>
      {label !== undefined && <span className={css["label"]}>{label}</span>}
      {also !== undefined && <span>{also}</span>}
      {nodes.map((node) => (
        <button key={node} type="button" onClick={() => selection.reveal(node)}>
          {node}
        </button>
      ))}
    </p>
  );
}
