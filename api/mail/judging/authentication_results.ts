/** One `method=result` of an Authentication-Results header (RFC 8601). */
export interface MethodResult {
  /** `dmarc`, `dkim`, `spf` …, lower case. */
  method: string;
  result: string;
  /** `header.from`, `policy.dmarc`, `action` …: names and values in lower case. */
  properties: Record<string, string>;
  /** What stands in brackets, where some servers say the policy. */
  comment: string;
}

export interface AuthenticationResults {
  /** The server that says so, lower case; empty where it does not name itself, as Exchange Online does. */
  server: string;
  methods: MethodResult[];
}

interface Statement {
  /** Without what is in brackets; a blank within quotes is `_`, so that a quoted text stays one word. */
  bare: string;
  comment: string;
}

/**
 * The statements of a header, split at `;`. Others may have written what stands in brackets and quotes
 * (a HELO, a reason): none of it begins a statement or another word. What is left open runs to the end.
 */
function statementsOf(value: string): Statement[] {
  const statements: Statement[] = [];
  let statement: Statement = { bare: '', comment: '' };
  let [depth, isQuoted] = [0, false];
  for (let at = 0; at < value.length; at++) {
    let letter = value.charAt(at);
    const isEscaped = letter === '\\' && (isQuoted || depth > 0);
    if (isEscaped) {
      at += 1;
      letter = value.charAt(at);
    }
    if (depth > 0) {
      if (!isEscaped && letter === '(') depth += 1;
      if (!isEscaped && letter === ')') depth -= 1;
      statement.comment += depth === 0 ? ' ' : letter;
    } else if (letter === '"' && !isEscaped) {
      isQuoted = !isQuoted;
    } else if (isQuoted) {
      statement.bare += /[\s;]/.test(letter) ? '_' : letter;
    } else if (letter === '(') {
      depth = 1;
    } else if (letter === ';') {
      statements.push(statement);
      statement = { bare: '', comment: '' };
    } else {
      statement.bare += letter;
    }
  }
  return [...statements, statement];
}

function methodOf({ bare, comment }: Statement): MethodResult | undefined {
  const [head = '', ...rest] = bare.trim().split(/\s+/);
  const [, method, result] = /^([a-z][\w-]*)(?:\/\d+)?=([\w-]+)$/i.exec(head) ?? [];
  if (method === undefined || result === undefined) return undefined;
  const properties: Record<string, string> = {};
  for (const one of rest) {
    const [, name, value] = /^([\w.-]+)=(.+)$/.exec(one) ?? [];
    if (name !== undefined && value !== undefined)
      properties[name.toLowerCase()] = value.toLowerCase();
  }
  return { method: method.toLowerCase(), result: result.toLowerCase(), properties, comment };
}

/** What a server found out about a message, as its header says it. Whether that server is ours, the caller knows. */
export function readAuthenticationResults(value: string): AuthenticationResults {
  const [head = { bare: '', comment: '' }, ...rest] = statementsOf(value);
  const isUnnamed = methodOf(head) !== undefined;
  const server = isUnnamed ? '' : (head.bare.trim().split(/\s+/)[0] ?? '').toLowerCase();
  const methods = (isUnnamed ? [head, ...rest] : rest).map(methodOf);
  return { server, methods: methods.filter((one) => one !== undefined) };
}
