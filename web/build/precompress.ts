/** Writes a `.br` and a `.gz` beside every text of the bundle, so that the server compresses nothing while it serves. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXT = /\.(html|js|css|svg|json|webmanifest|txt)$/
/** Below this a packet is not saved, and the header costs more than the body. */
const WORTH_IT = 1024

const packed = {
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  gz: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
}

async function compress(path: string) {
  const bytes = await readFile(path)
  if (bytes.length < WORTH_IT) return
  for (const [suffix, pack] of Object.entries(packed)) await writeFile(`${path}.${suffix}`, await pack(bytes))
}

export function precompress(): Plugin {
  let folder = ''
  return {
    name: 'kocmoc:precompress',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir)
    },
    // Last of all: index.html and what lies in public/ are written by then.
    closeBundle: {
      sequential: true,
      order: 'post',
      async handler() {
        const names = await readdir(folder, { recursive: true })
        await Promise.all(names.filter((name) => TEXT.test(name)).map((name) => compress(join(folder, name))))
      },
    },
  }
}
