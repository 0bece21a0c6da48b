import { type JSX, type KeyboardEvent, type ReactNode, useId } from "react";
import css from "./tabs.module.css";

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: ReactNode;
}

interface Props<Id extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly current: Id;
  readonly choose: (id: Id) => void;
  /** What stands at the end of the row. */
  readonly end?: ReactNode;
  readonly children: ReactNode;
}

/** A row of tabs with the panel below it: one tab stop, arrows go from tab to tab. */
export function Tabs<Id extends string>({ label, tabs, current, choose, end, children }: Props<Id>): JSX.Element {
  const id = useId();
  const keys = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = tabs[(tabs.findIndex((tab) => tab.id === current) + step + tabs.length) % tabs.length];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    choose(next.id);
    document.getElementById(`${id}-${next.id}`)?.focus();
  };
  return (
    <>
      <div className={css["row"]}>
        <div role="tablist" aria-label={label} className={css["tabs"]} onKeyDown={keys}>
          {tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${id}-${tab.id}`}
              aria-selected={tab.id === current}
              aria-controls={`${id}-panel`}
              tabIndex={tab.id === current ? 0 : -1}
              onClick={() => choose(tab.id)}
            >
              {tab.label}
            </button>
          ))}
        </div>
        {end}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`} className={css["panel"]}>
        {children}
      </div>
    </>
  );
}
