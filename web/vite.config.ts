import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { precompress } from './build/precompress.ts'

const server = process.env.KOCMOC_DEV_SERVER ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/paraglide',
      strategy: ['globalVariable', 'baseLocale'],
    }),
    svelte(),
    precompress(),
  ],
  build: {
    outDir: '../server/kocmoc/static',
    emptyOutDir: true,
    // The content security policy knows neither inline scripts nor fonts from data addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // How long each plugin took is of no interest to whoever starts the server.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: {
    // The server answers only pages of its own address, so it is told the one the browser sees.
    proxy: {
      '^/(api|files|health)': { target: server, changeOrigin: false },
      '/socket.io': { target: server, changeOrigin: false, ws: true },
    },
  },
})
