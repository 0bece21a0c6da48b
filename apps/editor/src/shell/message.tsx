import type { JSX, ReactNode } from "react";
import css from "./shell.module.css";

/** One fact in the middle of an empty region, and what may be done about it. */
export function Message({ title, text, children }: { readonly title: string; readonly text?: string | undefined; readonly children?: ReactNode }): JSX.Element {
  return (
    <div className={css["message"]}>
      <h2>{title}</h2>
      {text !== undefined && <p>{text}</p>}
      <div>{children}</div>
    </div>
  );
}
