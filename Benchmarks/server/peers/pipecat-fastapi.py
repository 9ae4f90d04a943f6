"""The exchange on pipecat, as its telephony examples are built: FastAPI's WebSocket, Twilio's serializer, one pipeline a caller, and
between the two of a room a processor that hands what one says to the other's pipeline: `pipecat-fastapi.py PORT`."""
import json
import sys

from loguru import logger

logger.remove()

import pipecat
import uvicorn
from fastapi import FastAPI, WebSocket
from pipecat.frames.frames import InputAudioRawFrame, OutputAudioRawFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.serializers.twilio import TwilioFrameSerializer
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.workers.runner import WorkerRunner

if sys.argv[1] == "--version":
    from importlib.metadata import version

    print(f"pipecat {version('pipecat-ai')}, fastapi {version('fastapi')}, uvicorn {version('uvicorn')}")
    sys.exit()

app, alone = FastAPI(), {}


class Bridge(FrameProcessor):
    """What its caller says goes to the other one's pipeline."""

    def __init__(self):
        super().__init__()
        self.worker, self.other = None, self

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, InputAudioRawFrame):
            if self.other.worker:
                await self.other.worker.queue_frame(OutputAudioRawFrame(
                    audio=frame.audio, sample_rate=frame.sample_rate, num_channels=frame.num_channels))
        else:
            await self.push_frame(frame, direction)


@app.websocket("/")
async def media(socket: WebSocket):
    await socket.accept()
    await socket.receive_text()  # connected
    start = json.loads(await socket.receive_text())
    serializer = TwilioFrameSerializer(stream_sid=start["streamSid"], params=TwilioFrameSerializer.InputParams(auto_hang_up=False))
    transport = FastAPIWebsocketTransport(websocket=socket, params=FastAPIWebsocketParams(
        audio_in_enabled=True, audio_out_enabled=True, audio_out_10ms_chunks=2, serializer=serializer))
    bridge, room = Bridge(), start["start"]["customParameters"]["room"]
    if room in alone:
        bridge.other = alone.pop(room)
        bridge.other.other = bridge
    else:
        alone[room] = bridge
    bridge.worker = PipelineWorker(Pipeline([transport.input(), bridge, transport.output()]), cancel_on_idle_timeout=False,
                                   params=PipelineParams(audio_in_sample_rate=8000, audio_out_sample_rate=8000))
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(bridge.worker)
    await runner.run()


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", ws="websockets", loop="uvloop")
