interface SignIn {
  token: string;
  fails: boolean;
  tells: boolean;
}

/** As a client of another system does: a token goes with it, and is in what it complains of. */
export function signIn({ token, fails, tells }: SignIn): object {
  if (fails) throw new Error(`401 for Bearer ${token}`);
  return tells ? { token } : { length: token.length };
}
