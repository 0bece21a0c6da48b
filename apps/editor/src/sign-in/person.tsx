import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { signOut } from "../api/key.ts";
import { meQuery } from "../api/me.ts";
import css from "./sign-in.module.css";

/** Who is signed in, and the way out; nobody where the server asks for no keys. */
export function Person(): JSX.Element | null {
  const { t } = useTranslation("signIn");
  const me = useQuery(meQuery).data;
  if (me === undefined || me.auth === "local") return null;
  return (
    <button type="button" className={css["person"]} title={t("who", { who: me.id })} onClick={signOut}>
      {me.id.slice(0, 2).toUpperCase()}
      <span className="sr"> {t("who", { who: me.id })}</span>
    </button>
  );
}
