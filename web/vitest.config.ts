import { defineConfig, mergeConfig } from 'vitest/config'
import config from './vite.config.ts'

export default mergeConfig(
  config,
  defineConfig({
    // Svelte's server build is what Node would resolve to.
    resolve: { conditions: ['browser'] },
    // The page of the API lists every refusal.
    server: { fs: { allow: ['.', '../docs'] } },
    test: {
      environment: 'jsdom',
      environmentOptions: { jsdom: { url: 'http://kocmoc.test/' } },
      include: ['src/**/*.test.ts'],
      setupFiles: ['src/testing/setup.ts'],
      restoreMocks: true,
      maxWorkers: 2,
      // On a busy machine the first story of a file waits long for its imports.
      testTimeout: 30_000,
      hookTimeout: 30_000,
    },
  }),
)
