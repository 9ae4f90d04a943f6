"""The frames of Twilio's AsyncAPI contract, with members that it does not name refused."""
import copy
import json

import jsonschema
import yaml

from peer import shared, skip

if not shared() or not (_file := shared() / "vectors/contracts/twilio_websocket_asyncapi.yml").exists():
    skip("the contract is not beside the project (PHONEPATCH_SHARED)")
schemas = yaml.safe_load(_file.read_text())["components"]["schemas"]


def closed(schema):
    """The same schema, with members that it does not name refused."""
    schema = copy.deepcopy(schema)

    def close(part):
        if isinstance(part, dict):
            if "properties" in part:
                part.setdefault("additionalProperties", False)
            for value in part.values():
                close(value)

    close(schema)
    return jsonschema.Draft7Validator(schema)


def fits(name, text):
    message = json.loads(text)
    errors = [e.message for e in closed(schemas[name]).iter_errors(message)]
    assert not errors, f"{name}: {errors}: {text}"
    return message
