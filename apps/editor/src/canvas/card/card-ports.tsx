import { type Card, inlet, type SizedRow, slope } from "@baton/draw";
import { Handle, Position } from "@xyflow/react";
import type { JSX, MouseEvent } from "react";
import { useSelected, useSelection } from "../../selection/use-selection.tsx";
import type { Detail } from "../detail.ts";
import { failedAt, failedPort, handles, offersFailed } from "../gestures/handles.ts";
import { useProblemsOfEdge } from "../marks.ts";
import { ProblemBadge } from "../problem-badge.tsx";
import type { CardNodeType } from "./card-node.tsx";
import css from "./card.module.css";

interface Props extends Pick<CardNodeType["data"], "card" | "owned" | "owner" | "member"> {
  readonly detail: Detail;
  /** The pointer is over the card, or it is selected. */
  readonly looked: boolean;
}

/** Where wires end and begin: what comes in on the left, each way out on the right with its name where there are several. */
export function CardPorts({ card, detail, looked, owned, owner, member }: Props): JSX.Element {
  return (
    <>
      {!owned && <Handle type="target" id={handles.in} position={Position.Left} className={css["in"] ?? ""} style={{ top: inlet }} />}
      <Handle type="target" id={handles.held} position={Position.Top} className={css["held"] ?? ""} style={{ left: 22 }} />
      {owner !== undefined && (
        <Handle
          type="source"
          id={handles.owns}
          position={Position.Bottom}
          className={css["owns"] ?? ""}
          isConnectable={owner === "adopts"}
          style={{ left: 22 }}
        />
      )}
      {member && <Handle type="source" id={handles.hands} position={Position.Right} className={css["hands"] ?? ""} style={{ top: inlet }} />}
      {looked && offersFailed(card, owned) && (
        <Handle
          type="source"
          id={failedPort}
          position={Position.Bottom}
          className={css["failed"] ?? ""}
          data-happy={false}
          data-faint
          style={{ left: failedAt(card) }}
        >
          <span>{failedPort}</span>
        </Handle>
      )}
      {!owned && card.rows.map((row) => <Way key={row.key} row={row} card={card} detail={detail} />)}
    </>
  );
}

function Way({ row, card, detail }: { readonly row: SizedRow; readonly card: Card; readonly detail: Detail }): JSX.Element {
  const x = card.width - slope(card.node.appearance?.family, card.height, row.y);
  return (
    <>
      {row.shown && detail === "near" && (
        <span className={css["label"]} data-happy={row.happy} style={{ top: row.y - 8 }}>
          {row.label}
        </span>
      )}
      {row.stub !== undefined && detail === "near" && <Stub row={row} x={x} wire={row.stub.wire.id} />}
      <Handle
        type="source"
        id={row.key}
        position={Position.Right}
        className={css["out"] ?? ""}
        data-happy={row.happy}
        data-faint={row.faint}
        style={{ left: x, right: "auto", top: row.y }}
      />
    </>
  );
}

/** The end of the run right at its port: a click selects it, as it does a wire. */
function Stub({ row, x, wire }: { readonly row: SizedRow; readonly x: number; readonly wire: string }): JSX.Element {
  const selection = useSelection();
  const selected = useSelected((state) => state.wire === wire);
  const problems = useProblemsOfEdge(wire);
  const badge = problems === undefined ? undefined : <ProblemBadge {...problems} />;
  const text = row.stub?.text ?? "";
  const select = (event: MouseEvent): void => {
    event.stopPropagation();
    selection.selectWire(wire);
  };
  const shared = { className: `${css["stub"]} nodrag`, "data-selected": selected, "data-wire": wire, onClick: select };
  if (!row.happy) {
    return (
      <span {...shared} style={{ left: x + 5, top: row.y - 8 }}>
        <svg width="16" height="16" aria-hidden="true">
          <path d="M0 8h12" strokeDasharray="5 4" />
          <path d="M13 3v10" />
        </svg>
        {text}
        {badge}
      </span>
    );
  }
  return (
    <span {...shared} data-happy style={{ left: x + 4, top: row.y - 8 }}>
      <svg width="18" height="16" aria-hidden="true">
        <path d="M0 8h12" />
        <path d="M17 8l-6.8 -3.8v7.6z" className={css["arrow"]} />
      </svg>
      <i>
        <svg width="9" height="9" viewBox="0 0 24 24" aria-hidden="true">
          <rect x="3" y="3" width="18" height="18" rx="2" strokeWidth="3" />
        </svg>
        {text}
      </i>
      {badge}
    </span>
  );
}
