/** Passkeys (WebAuthn) and recovery codes: what the pages of a sign-in cannot do without the browser's help.
 *
 * 1. The form is there without this file, hidden: it is shown where the browser and the address can have passkeys. An address that is
 *    a number cannot.
 * 2. What the server asks is in `#passkey-asked`, or is fetched from `data-asks` when the button is pressed. The answer goes back as
 *    an ordinary form.
 */
type Wild = Record<string, unknown>;

const bytes = (text: string): ArrayBuffer => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
};

const letters = (buffer: ArrayBuffer | null): string | null => {
  if (buffer === null) {
    return null;
  }
  const plain = Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join("");
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

const named = (list: unknown): PublicKeyCredentialDescriptor[] =>
  ((list ?? []) as Wild[]).map((one) => ({ id: bytes(String(one.id)), type: "public-key" }));

async function asked(form: HTMLFormElement): Promise<Wild> {
  const text = document.getElementById("passkey-asked")?.textContent;
  if (text !== undefined && text !== null) {
    return (JSON.parse(text) as { publicKey: Wild }).publicKey;
  }
  const response = await fetch(form.dataset.asks ?? "", { method: "POST", body: new FormData(form) });
  return ((await response.json()) as { publicKey: Wild }).publicKey;
}

async function answer(form: HTMLFormElement): Promise<string> {
  const said = await asked(form);
  const challenge = bytes(String(said.challenge));
  if (form.dataset.passkey === "create") {
    const user = said.user as Wild;
    const made = (await navigator.credentials.create({
      publicKey: {
        ...(said as unknown as PublicKeyCredentialCreationOptions),
        challenge,
        user: { id: bytes(String(user.id)), name: String(user.name), displayName: String(user.displayName) },
        excludeCredentials: named(said.excludeCredentials),
      },
    })) as PublicKeyCredential;
    const response = made.response as AuthenticatorAttestationResponse;
    return JSON.stringify({
      id: made.id,
      rawId: letters(made.rawId),
      type: made.type,
      clientExtensionResults: {},
      response: {
        clientDataJSON: letters(response.clientDataJSON),
        attestationObject: letters(response.attestationObject),
      },
    });
  }
  const got = (await navigator.credentials.get({
    publicKey: {
      ...(said as unknown as PublicKeyCredentialRequestOptions),
      challenge,
      allowCredentials: named(said.allowCredentials),
    },
  })) as PublicKeyCredential;
  const response = got.response as AuthenticatorAssertionResponse;
  return JSON.stringify({
    id: got.id,
    rawId: letters(got.rawId),
    type: got.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: letters(response.clientDataJSON),
      authenticatorData: letters(response.authenticatorData),
      signature: letters(response.signature),
      userHandle: letters(response.userHandle),
    },
  });
}

function startForm(form: HTMLFormElement): void {
  const field = form.elements.namedItem("answer") as HTMLInputElement;
  const problem = form.querySelector<HTMLElement>(".passkey-problem");
  form.hidden = false;
  form.closest<HTMLElement>(".passkey-section")?.removeAttribute("hidden");
  form.querySelector("[data-passkey-go]")?.addEventListener("click", () => {
    problem?.setAttribute("hidden", "");
    field.value = "";
    answer(form)
      .then((said) => {
        field.value = said;
        form.submit();
      })
      .catch(() => problem?.removeAttribute("hidden"));
  });
}

function startCodes(): void {
  const save = document.querySelector<HTMLButtonElement>("[data-saves]");
  const print = document.querySelector<HTMLButtonElement>("[data-prints]");
  if (save === null || print === null) {
    return;
  }
  save.hidden = false;
  print.hidden = false;
  save.addEventListener("click", () => {
    const codes = Array.from(document.querySelectorAll(".codes > li"), (one) => one.textContent ?? "");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${codes.join("\n")}\n`], { type: "text/plain" }));
    link.download = "bilezik-recovery-codes.txt";
    link.click();
    URL.revokeObjectURL(link.href);
  });
  print.addEventListener("click", () => window.print());
}

export function startPasskeys(): void {
  startCodes();
  const isNumber = /^[\d.]+$|^\[/.test(location.hostname);
  if (window.PublicKeyCredential === undefined || isNumber) {
    return;
  }
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    startForm(form);
  }
}
