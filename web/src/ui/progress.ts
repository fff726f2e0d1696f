/** Where my message is: on its way, on the server, read, or not sent. */
export type Progress = 'sending' | 'sent' | 'read' | 'failed'
