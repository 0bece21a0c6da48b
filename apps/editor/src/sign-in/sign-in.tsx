import { Button, PasswordInput } from "@mantine/core";
import { type JSX, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { keyStore, signIn } from "../api/key.ts";
import css from "./sign-in.module.css";

/** Asks for the key that every call sends along. */
export function SignIn({ refused }: { readonly refused: string }): JSX.Element {
  const { t } = useTranslation("signIn");
  const [key, setKey] = useState("");
  useEffect(() => {
    document.title = t("page");
  }, [t]);
  // That no key was sent is what the page itself says; what is said of one is worth telling.
  const problem = keyStore.getState().key === undefined ? undefined : refused;
  return (
    <main className={css["page"]}>
      <form
        className={css["card"]}
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() !== "") signIn(key.trim());
        }}
      >
        <h1>{t("title")}</h1>
        <p>{t("text")}</p>
        <PasswordInput
          label={t("key")}
          autoFocus
          autoComplete="off"
          value={key}
          error={problem === "" ? undefined : problem}
          onChange={({ currentTarget }) => setKey(currentTarget.value)}
        />
        <Button type="submit" variant="filled" disabled={key.trim() === ""}>
          {t("go")}
        </Button>
      </form>
    </main>
  );
}
