import type { Attachment } from '../contract/message'
import { http } from '../core/http'

export const api = {
  upload(picture: Blob) {
    const form = new FormData()
    form.append('kind', 'photo')
    form.append('file', picture, picture instanceof File ? picture.name : 'picture.webp')
    return http.post<Attachment>('/api/upload/file', form)
  },
}
