/**
 * Where Redis is and as whom we speak to it: `redis://user:password@host:port/database`, or `rediss://` for TLS, given as a
 * word or in the environment, where no list of processes shows it. What is told of it leaves out user and password, and a
 * word that is no address is not repeated, for it may hold them, too.
 *
 * Left out: sentinels, clusters, sockets of the file system, certificates of clients.
 */
import { UsageError } from '../../usage-error.js';

export const addressVariable = 'DYNAMOSIM_REDIS_URL';
/** `--queue env` */
const fromEnvironment = 'env';
const portDefault = 6379;

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly isTls: boolean;
  /** Null: the one that needs no name, or no password. */
  readonly user: string | null;
  readonly password: string | null;
  /** Without user and password. */
  readonly shown: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws UsageError. Without a word it is the one in the environment. */
export function redisAddressOf(word: string | undefined, environment: Environment): RedisAddress {
  if (word !== undefined && word !== fromEnvironment) return parsed(word, '--queue');
  const given = environment[addressVariable];
  if (given !== undefined && given !== '') return parsed(given, addressVariable);
  const found = word === undefined ? 'no --queue' : `--queue ${fromEnvironment}`;
  throw new UsageError(
    `found ${found} and no ${addressVariable} in the environment; expected an address such as redis://host:6379`,
  );
}

function parsed(text: string, place: string): RedisAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  const [, database] = /^\/?(\d{0,4})$/.exec(url?.pathname ?? '') ?? [];
  const [user, password] = [url?.username, url?.password].map(decoded);
  const isTls = url?.protocol === 'rediss:';
  const isPlain = url?.search === '' && url.hash === '' && url.hostname !== '' && database !== undefined;
  if (!isPlain || !(isTls || url.protocol === 'redis:') || user === undefined || password === undefined) {
    throw new UsageError(
      `found no address of Redis in ${place} (its text is not shown, for it may hold a password); expected ` +
        'redis://host:6379, redis://user:password@host:6379/0, or rediss:// for TLS',
    );
  }
  const port = url.port === '' ? portDefault : Number(url.port);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    ...{ port, database: Number(database), isTls },
    ...{ user: user || null, password: password || null },
    shown: `${url.protocol}//${url.hostname}:${port}${Number(database) === 0 ? '' : `/${database}`}`,
  };
}

/** Undefined of what is not encoded as a URL has it. */
function decoded(text = ''): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
