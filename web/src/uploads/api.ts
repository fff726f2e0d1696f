import type { Attachment } from '../contract/message'
import { http } from '../core/http'

export const api = {
  upload: (file: File, signal: AbortSignal, onprogress: (sent: number) => void) => {
    const form = new FormData()
    form.append('file', file, file.name)
    return http.upload<Attachment>('/api/upload/file', form, signal, onprogress)
  },
}
