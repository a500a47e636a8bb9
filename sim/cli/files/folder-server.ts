/**
 * Serves one folder on this machine's loopback address. A request names one of the plain files that lie in the folder, or
 * nothing, which is the page: whatever else it says, such as a path to elsewhere, is a file that is not there. Names of other
 * hosts are refused, since a stranger's page may have its own name lead here.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { reasonOf, UsageError } from '../usage-error.js';
import { namesOf, readPlainFile } from './file-access.js';

const address = '127.0.0.1';
const bytesMax = 1 << 30;
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.xml': 'application/xml',
  '.yaml': 'text/plain; charset=utf-8',
};

export class FolderServer {
  private readonly server: Server;
  private port = 0;
  private page = '';

  /** Throws UsageError where it is no folder. */
  constructor(private readonly folder: string) {
    namesOf(folder);
    this.server = createServer((request, response) => this.answer(request, response));
  }

  /**
   * The port, also where 0 asks for any; throws UsageError where it cannot be had.
   * @param page the file that a request without a name is for
   */
  async listen(port: number, page: string): Promise<number> {
    this.page = page;
    try {
      await new Promise<void>((resolve, reject) => {
        this.server.once('error', reject);
        this.server.listen(port, address, resolve);
      });
    } catch (error) {
      throw new UsageError(`${address}:${port} cannot be listened on: ${reasonOf(error)}`);
    }
    this.port = (this.server.address() as AddressInfo).port;
    return this.port;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private answer({ method, url, headers }: IncomingMessage, response: ServerResponse): void {
    const isHead = method === 'HEAD';
    if (method !== 'GET' && !isHead) return end(response, 405, 'only GET and HEAD\n');
    const isHere = [address, 'localhost'].some((host) => headers.host === `${host}:${this.port}`);
    if (!isHere) return end(response, 403, 'not under this name\n');
    const asked = (url ?? '/').split('?', 1)[0].slice(1);
    const name = asked === '' ? this.page : asked;
    const content = this.names().includes(name) ? readPlainFile(join(this.folder, name), bytesMax) : null;
    if (!Buffer.isBuffer(content)) return end(response, 404, 'no such file\n');
    end(response, 200, content, types[extname(name)] ?? 'application/octet-stream');
  }

  /** None once the folder has gone. */
  private names(): readonly string[] {
    try {
      return namesOf(this.folder);
    } catch (error) {
      if (error instanceof UsageError) return [];
      throw error;
    }
  }
}

function end(
  response: ServerResponse,
  status: number,
  content: string | Buffer,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(content),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(response.req.method === 'HEAD' ? undefined : content);
}
