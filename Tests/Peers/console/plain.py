"""The stand-in's objects as a server spells them that knows less: nothing that can be left out is there."""
from world import OURS


def plain_call(call):
    ended = call["state"] == "ended"
    status = (call.get("outcome") or "completed").replace("_", "-") if ended else {"live": "in-progress", "held": "in-progress", "waiting": "ringing"}.get(call["state"], call["state"])
    return {"id": call["id"], "direction": call["direction"], "from": call["from"], "to": call["to"], "status": status, "reason": call["reason"],
            "owner": "default", "handler": "room", "provider_id": call["provider_id"], "room": call["room"], "created": call["created_at"],
            "answered": call["answered_at"], "ended": call["ended_at"], "seconds": call["duration_ms"] / 1000, "live": not ended}


def plain_room(room):
    return {"name": room["name"], "channels": [room["channel"]["id"]] if room["channel"] else [],
            "legs": [plain_leg(leg) for leg in room["legs"] if leg["call_id"]]}


def plain_leg(leg):
    told = leg["statistics"]
    return {"id": leg["id"], "call_id": leg["call_id"], "level": -31.5, "muted": leg["muted"], "held": leg["held"], "latency_in_ms": told["latency_ms"]["in"],
            "latency_out_ms": told["latency_ms"]["out"], "jitter_buffer_ms": 20, "loss_percent": told.get("loss_percent"), "mos": told.get("mos"), "lost": 0, "starved": 0}


def plain_number(number):
    return {"number": number["number"], "owner": "default", "room": number["room"], "channel": None, "connected": number["webhook"]["state"] == "ok",
            "voice_url": number["webhook"]["url"]}


def plain_status(world):
    told = world.status()
    return {"ready": True, "public_url": told["public_url"], "number": OURS, "can_call": True, "calls": len(world.calls), "store": "good", "store_failures": 0,
            "countries": ["US"], "role": "operator", "token": "ada", "owner": "default",
            "today": {"calls": 3, "minutes": 31, "cost": 1.2, "most_calls": 10, "most_minutes": 240, "most_cost": 10}}
