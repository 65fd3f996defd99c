/** The one place where the page asks the server; every failure leaves as an ApiError. */

import type { ProblemDetails } from "./contract.ts";
import type { paths } from "./schema.ts";

export class ApiError extends Error {
  /** status: 0 when the server could not be reached at all. */
  constructor(
    readonly status: number,
    readonly problem: ProblemDetails | null,
  ) {
    super(problem?.detail ?? problem?.title ?? `HTTP ${status}`);
    this.name = "ApiError";
  }

  /** Whether asking again later may help: no connection, or the server says it cannot now. */
  get unavailable(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

/** The paths that the server's OpenAPI document has a GET of. */
export type GetPath = {
  [Path in keyof paths]: paths[Path] extends { get: { parameters: object } } ? Path : never;
}[keyof paths];

/** What a GET takes, as the document says: a name that the server does not know is an error here. */
export type ParametersOf<Path extends GetPath> = paths[Path] extends {
  get: { parameters: infer Declared };
}
  ? Pick<Declared, Extract<keyof Declared, "path" | "query">>
  : never;

type Values = Record<string, string | number | boolean | readonly string[] | null | undefined>;

/** The address of a path with its parameters; those that are null or undefined are left out. */
export function address<Path extends GetPath>(path: Path, parameters: ParametersOf<Path>): string {
  const { path: inPath = {}, query = {} } = parameters as { path?: Values; query?: Values };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(inPath[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) search.append(name, String(one));
    }
  }
  const text = search.toString();
  return text ? `${filled}?${text}` : filled;
}

/**
 * The JSON answer to a GET of an address of this server.
 *
 * Throws ApiError; an abort by `signal` is thrown as it is (a DOMException named AbortError).
 */
export function ask<Answer>(url: string, signal?: AbortSignal): Promise<Answer> {
  return answerTo(url, {
    headers: { Accept: "application/json" },
    ...(signal ? { signal } : {}),
  });
}

/**
 * The JSON answer to a POST without a body, in the name of who holds the write token.
 *
 * Throws ApiError: 403 for a token that is not the server's.
 */
export function send<Answer>(url: string, token: string): Promise<Answer> {
  return answerTo(url, {
    method: "POST",
    headers: { Accept: "application/json", Authorization: `Bearer ${token}` },
  });
}

/**
 * The JSON answer to a POST of a document or a file; with a token in the name of who holds it.
 *
 * Throws ApiError.
 */
export function post<Answer>(
  url: string,
  body: object | Blob,
  options: { token?: string; signal?: AbortSignal } = {},
): Promise<Answer> {
  return answerTo(url, posting(body, "application/json", options));
}

/** The answer to such a POST as a file of a media type. Throws ApiError. */
export async function postForFile(url: string, body: object, accept: string): Promise<Blob> {
  const response = await responseTo(url, posting(body, accept, {}));
  return response.blob();
}

function posting(
  body: object | Blob,
  accept: string,
  { token, signal }: { token?: string; signal?: AbortSignal },
): RequestInit {
  const file = body instanceof Blob;
  return {
    method: "POST",
    headers: {
      Accept: accept,
      "Content-Type": file ? body.type || "application/octet-stream" : "application/json",
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: file ? body : JSON.stringify(body),
    ...(signal ? { signal } : {}),
  };
}

async function answerTo<Answer>(url: string, request: RequestInit): Promise<Answer> {
  const response = await responseTo(url, request);
  try {
    return (await response.json()) as Answer;
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(502, null);
  }
}

async function responseTo(url: string, request: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, request);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(0, null);
  }
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
  return response;
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

async function problemOf(response: Response): Promise<ProblemDetails | null> {
  try {
    return (await response.json()) as ProblemDetails;
  } catch {
    return null; // a proxy's page, not ours: the status alone has to do
  }
}
