import type { JSX, ReactNode } from "react";
import css from "./top-bar.module.css";

/** The bar over a page: what it shows on the left, what one can do on the right. */
export function TopBar({ children, actions }: { readonly children: ReactNode; readonly actions?: ReactNode }): JSX.Element {
  return (
    <header className={css["bar"]}>
      {children}
      <span className={css["grow"]} />
      {actions}
    </header>
  );
}
