using System.Collections.Concurrent;
using System.Reflection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Computes the memory of the objects that some objects keep alive. Unlike the memory of the process, it depends on no other
/// test and on no garbage collection.</summary>
internal static class Retained
{
    private const int ObjectHeader = 16;
    private const int StringHeader = 22;

    private static readonly ConcurrentDictionary<Type, Layout> Layouts = new();

    /// <summary>Returns the bytes of all objects that can be reached, as the runtime lays them out but without padding. Weak references,
    /// static fields and the runtime's own objects are not followed.</summary>
    public static long Bytes(params object[] roots)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<object>();
        var bytes = 0L;
        foreach (var root in roots)
        {
            Visit(root);
        }

        while (pending.TryPop(out var next))
        {
            bytes += SizeOf(next);
            Follow(next);
        }

        return bytes;

        void Visit(object? found)
        {
            if (found is not null and not MemberInfo and not Assembly and not Thread and not Pointer && seen.Add(found))
            {
                pending.Push(found);
            }
        }

        void Follow(object owner)
        {
            if (owner is Array array)
            {
                var layout = LayoutOf(owner.GetType().GetElementType()!);
                if (layout.HasReferences)
                {
                    foreach (var element in array)
                    {
                        VisitValue(element, layout);
                    }
                }
            }
            else if (owner is not string)
            {
                VisitFields(owner, LayoutOf(owner.GetType()));
            }
        }

        void VisitFields(object owner, Layout layout)
        {
            foreach (var field in layout.Fields)
            {
                VisitValue(field.GetValue(owner), LayoutOf(field.FieldType));
            }
        }

        void VisitValue(object? value, Layout layout)
        {
            if (layout.IsValue && value is not null)
            {
                VisitFields(value, layout);
            }
            else
            {
                Visit(value);
            }
        }
    }

    private static long SizeOf(object found) => found switch
    {
        string text => StringHeader + (2L * text.Length),
        Array array => ObjectHeader + 8 + (array.LongLength * LayoutOf(array.GetType().GetElementType()!).SizeInParent),
        _ => ObjectHeader + LayoutOf(found.GetType()).SizeOfFields,
    };

    private static Layout LayoutOf(Type type) => Layouts.GetOrAdd(type, Layout.Of);

    private sealed record Layout(bool IsValue, int SizeOfFields, bool HasReferences, IReadOnlyList<FieldInfo> Fields)
    {
        public int SizeInParent => IsValue ? SizeOfFields : IntPtr.Size;

        /// <summary>Gets the fields that lead to other objects, and the size of all.</summary>
        public static Layout Of(Type type)
        {
            if (type.IsPrimitive || type.IsEnum)
            {
                return new Layout(true, SizeOfPrimitive(type), false, []);
            }

            var size = 0;
            var fields = new List<FieldInfo>();
            for (var level = type; level is not null; level = level.BaseType)
            {
                foreach (var field in level.GetFields(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    var layout = field.FieldType.IsValueType ? LayoutOf(field.FieldType) : null;
                    size += layout?.SizeOfFields ?? IntPtr.Size;
                    if (layout?.HasReferences ?? !(field.FieldType.IsPointer || field.FieldType.IsFunctionPointer))
                    {
                        fields.Add(field);
                    }
                }
            }

            return new Layout(type.IsValueType, size, !type.IsValueType || fields.Count > 0, fields);
        }

        private static int SizeOfPrimitive(Type type) => Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean or TypeCode.Byte or TypeCode.SByte => 1,
            TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Char => 2,
            TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Single => 4,
            _ => 8,
        };
    }
}
